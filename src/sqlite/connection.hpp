// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/sqlite/sqlite_store.hpp"

namespace beckon::sqlite {

/// The path that means a database in memory, which only the connection that opened it can see.
inline constexpr std::string_view in_memory = ":memory:";

/// The text of a statement, at a permanent address, by which connections keep what they prepared.
class Sql {
public:
    explicit Sql(std::string text) : text_(std::move(text)) {}
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;
    ~Sql() = default;

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// An instant as it is in the tables: microseconds since 1970.
std::int64_t to_microseconds(Instant instant);
Instant from_microseconds(std::int64_t microseconds);

class Connection;

/// One run of a prepared statement, which goes back to its connection in the destructor.
class Run {
public:
    template <class... Values>
    Run(const Connection& connection, sqlite3_stmt* statement, const Values&... values)
        : connection_(connection), statement_(statement) {
        int parameter = 0;
        (bind(++parameter, values), ...);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    /// Moves to the next row. Returns false if there is none.
    bool next();

    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::string_view text(int column) const;
    std::string_view json(int column) const { return text(column); }
    std::string_view blob(int column) const;
    template <std::size_t size>
    std::array<std::uint8_t, size> octets(int column) const {
        std::array<std::uint8_t, size> octets{};
        const std::string_view blob = this->blob(column);
        if (blob.size() != size) damaged("a value has the wrong size");
        std::copy(blob.begin(), blob.end(), octets.begin());
        return octets;
    }
    UserId id(int column) const;
    std::optional<UserId> maybe_id(int column) const;
    Instant instant(int column) const { return from_microseconds(sqlite3_column_int64(statement_, column)); }
    std::optional<Instant> maybe_instant(int column) const;

    /// A number, which must fit its type.
    template <class Number = std::int64_t>
    Number number(int column) const {
        const std::int64_t number = sqlite3_column_int64(statement_, column);
        if (!std::in_range<Number>(number)) damaged("a number is out of its range");
        return static_cast<Number>(number);
    }

    /// Throws a `StoreError`: no version of this store has written what the file holds.
    [[noreturn]] void damaged(std::string_view what) const;

private:
    void bind(int parameter, std::nullopt_t);
    void bind(int parameter, std::int64_t value);
    void bind(int parameter, std::string_view text);
    void bind(int parameter, const UserId& id) { bind_blob(parameter, id.data, id.size()); }
    void bind(int parameter, Instant instant) { bind(parameter, to_microseconds(instant)); }
    template <std::size_t size>
    void bind(int parameter, const std::array<std::uint8_t, size>& octets) {
        bind_blob(parameter, octets.data(), octets.size());
    }
    template <class T>
    void bind(int parameter, const std::optional<T>& value) {
        value ? bind(parameter, *value) : bind(parameter, std::nullopt);
    }
    void bind_blob(int parameter, const void* data, std::size_t size);
    void check(int result) const;

    const Connection& connection_;
    sqlite3_stmt* statement_;
};

/// A database connection and its prepared statements. For one thread at a time.
class Connection {
public:
    enum class Use { read, write };

    Connection(const SqliteOptions& options, Use use);

    /// Somebody else's connection. It stays open, its settings are not changed, and it must outlive this.
    explicit Connection(sqlite3& borrowed);

    /// Runs a statement that returns rows. The values must outlive the run.
    template <class... Values>
    Run query(const Sql& sql, const Values&... values) {
        return Run(*this, prepared(sql), values...);
    }

    /// Runs a statement that returns none. Returns the number of rows changed.
    template <class... Values>
    int change(const Sql& sql, const Values&... values) {
        query(sql, values...).next();
        return sqlite3_changes(database_.get());
    }

    std::int64_t last_row() const { return sqlite3_last_insert_rowid(database_.get()); }

    /// Runs SQL text of any number of statements, unprepared.
    void execute(const std::string& sql);

    /// The one number that an unprepared query returns.
    std::int64_t number(const std::string& sql);

    /// From now on, for every connection to the file, readers do not wait for the writer. Returns false if another
    /// connection is in the way.
    bool enter_wal_mode();

    /// Moves everything in the log into the database file and truncates the log, once no reader needs it. Returns false
    /// if a reader needed it for longer than the busy timeout.
    bool empty_log();

    bool is_in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

    /// The path of the file, or a description if the database is in memory.
    const std::string& path() const { return path_; }

    /// Throws the `StoreError` for the last error of SQLite.
    [[noreturn]] void fail() const;

private:
    friend class Transaction;
    friend class Savepoint;

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    Statement prepare(const std::string& sql, unsigned flags) const;
    sqlite3_stmt* prepared(const Sql& sql);

    std::string path_;
    std::unique_ptr<sqlite3, int (*)(sqlite3*)> database_{nullptr, sqlite3_close};
    std::unordered_map<const Sql*, Statement> statements_;  // destroyed before the database
};

/// A transaction: for writing, which waits for other writers; or for reading what was committed before its first read.
/// Rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Connection& connection, Connection::Use use = Connection::Use::write);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    /// Throws `UnknownOutcomeError` if it may be in the file all the same.
    void commit();

private:
    void end() noexcept;

    Connection& connection_;
    sqlite3_stmt* roll_back_ = nullptr;
};

/// A part of the open transaction, which is rolled back separately unless released. If the disk or the memory fails,
/// SQLite may roll back the whole transaction instead.
class Savepoint {
public:
    explicit Savepoint(Connection& connection);
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    ~Savepoint();

    void release();
    void roll_back();

private:
    Connection& connection_;
    sqlite3_stmt* roll_back_ = nullptr;
    sqlite3_stmt* release_ = nullptr;
    bool is_over_ = false;
};

}  // namespace beckon::sqlite
