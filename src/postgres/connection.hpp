// SPDX-License-Identifier: MIT
#pragma once

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/postgres/postgres_store.hpp"

namespace beckon::postgres {

/// The text of a statement, at a permanent address, by which connections keep what they prepared. Tables and functions
/// are written with the schema "beckon"; the connection replaces it by the host's.
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

/// A number for LIMIT, which may be larger than PostgreSQL can count.
inline std::int64_t at_most(std::size_t limit) {
    return std::in_range<std::int64_t>(limit) ? static_cast<std::int64_t>(limit) : INT64_MAX;
}

/// A text that is JSON.
struct Json {
    std::string text;
};

/// Arrays of the database.
struct Texts {
    std::vector<std::string> all{};
};
struct Numbers {
    std::vector<std::int64_t> all{};
};

/// The values of a statement's parameters $1, $2, ... Texts that are passed as rvalues are kept; other texts must
/// outlive this.
class Parameters {
public:
    template <class... Values>
    explicit Parameters(const Values&... values) {
        owned_.reserve(sizeof...(values));
        (add(values), ...);
    }

    void add(std::nullopt_t) { push(0, nullptr, 0, false); }
    void add(std::string_view text);
    void add(std::int64_t number);
    void add(Instant instant);
    void add(const UserId& id);
    void add(const Json& json);
    void add(std::string&& text);
    void add(Json&& json);
    void add(const std::array<std::uint8_t, 32>& octets);
    void add(const Texts& texts);
    void add(const Numbers& numbers);
    void add(std::same_as<bool> auto so) { keep(type_bool, std::string(1, so ? '\1' : '\0'), true); }
    template <class T>
    void add(const std::optional<T>& value) {
        value ? add(*value) : add(std::nullopt);
    }
    template <class T>
    void add(std::optional<T>&& value) {
        value ? add(*std::move(value)) : add(std::nullopt);
    }

    int size() const { return static_cast<int>(types_.size()); }
    const Oid* types() const { return types_.data(); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    static constexpr Oid type_bool = 16;

    void push(Oid type, const char* data, std::size_t size, bool is_binary);
    void keep(Oid type, std::string value, bool is_binary);

    std::vector<Oid> types_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::unique_ptr<std::string>> owned_;
};

/// The rows that a statement returned.
class Rows {
public:
    /// One of the rows, which must outlive it. Columns count from 0. Throws a `StoreError` if a column cannot be read
    /// as this type: no version of this store has written what the database holds.
    class Row {
    public:
        bool is_null(int column) const { return PQgetisnull(result_, row_, column) != 0; }
        std::string_view text(int column) const;
        std::string_view json(int column) const;  // A column of type jsonb, or a text that is JSON.
        UserId id(int column) const;
        std::optional<UserId> maybe_id(int column) const;
        std::array<std::uint8_t, 32> digest(int column) const;
        Instant instant(int column) const;
        std::optional<Instant> maybe_instant(int column) const;
        template <class Number = std::int64_t>
        Number number(int column) const {
            const std::int64_t number = integer(column);
            if (!std::in_range<Number>(number)) damaged("a number is out of its range");
            return static_cast<Number>(number);
        }

        [[noreturn]] void damaged(std::string_view what) const;

    private:
        friend class Rows;
        Row(const PGresult* result, int row) : result_(result), row_(row) {}
        std::int64_t integer(int column) const;

        const PGresult* result_;
        int row_;
    };

    explicit Rows(PGresult* result) : result_(result) {}

    int size() const { return PQntuples(result_.get()); }
    bool empty() const { return size() == 0; }
    Row operator[](int row) const { return {result_.get(), row}; }

    /// Returns the number of rows that the statement changed.
    std::size_t changed() const;

private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

/// A connection to the server, for one thread at a time.
class Connection {
public:
    /// Connects. Throws `StoreError`.
    explicit Connection(const PostgresOptions& options);

    /// The host's own connection, whose settings are not changed.
    Connection(PGconn& borrowed, std::string schema);

    /// Runs a statement. `doing` says what for: "reading a user". Throws `ServerError`.
    template <class... Values>
    Rows run(std::string_view doing, const Sql& sql, const Values&... values) {
        return run(doing, sql, Parameters(values...));
    }
    Rows run(std::string_view doing, const Sql& sql, const Parameters& parameters);

    /// Runs a statement that was built for this one call.
    Rows run_once(std::string_view doing, std::string_view sql, const Parameters& parameters);

    /// Runs any number of statements without parameters.
    void execute(std::string_view doing, std::string_view sql);

    /// Whether a connection that was not in use still seems alive.
    bool is_alive();

    bool is_lost() const { return PQstatus(database_.get()) != CONNECTION_OK; }
    bool is_in_transaction() const { return PQtransactionStatus(database_.get()) == PQTRANS_INTRANS; }

    /// The encoding of texts in both directions, as libpq names it: "UTF8".
    std::string_view encoding() const;

    /// Whether the server has said, since the last call of this, that a commit may not be on the standby.
    bool take_doubt() { return std::exchange(in_doubt_, false); }

    /// Waits until a notification comes, at the latest until `end`. Returns whether one came; several count as one.
    bool wait_for_notification(std::chrono::steady_clock::time_point end);

    /// The database, as errors name it.
    const std::string& where() const { return where_; }
    const std::string& schema() const { return schema_; }
    std::string quoted_schema() const { return '"' + schema_ + '"'; }

private:
    struct Close {
        bool is_owner;
        void operator()(PGconn* database) const {
            if (is_owner) PQfinish(database);
        }
    };
    using Clock = std::chrono::steady_clock;
    using Deadline = std::optional<Clock::time_point>;

    void require_own_session(const PostgresOptions& options);
    std::string in_schema(std::string_view sql) const;
    const std::string& prepared(std::string_view doing, const Sql& sql, const Parameters& parameters);
    Deadline deadline() const;
    short wait_for_socket(short events, const Deadline& deadline, std::string_view doing);
    Rows finish(std::string_view doing, bool was_sent);
    [[noreturn]] void fail(std::string_view doing) const;

    std::string where_;
    std::string schema_;
    bool keeps_statements_ = false;
    std::optional<std::chrono::milliseconds> patience_;
    bool in_doubt_ = false;
    std::unique_ptr<PGconn, Close> database_;
    std::unordered_map<const Sql*, std::string> statements_;
};

}  // namespace beckon::postgres
