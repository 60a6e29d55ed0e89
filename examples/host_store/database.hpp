// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/ports/errors.hpp"

/// What a backend already has: a handle on its database. Yours will be different.
namespace host {

class Database {
public:
    explicit Database(const std::string& path) {
        sqlite3* opened = nullptr;
        const int code = sqlite3_open(path.c_str(), &opened);
        handle_.reset(opened);
        check(code);
        sqlite3_busy_timeout(opened, 10'000);
        // Deleted data is overwritten: see HostStore::erase.
        for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA secure_delete = ON"}) execute(sql);
    }

    void execute(const char* sql) { check(sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr)); }

    /// Throws `StoreError` unless all is well. Trying again helps if another process was in the way.
    void check(int code) {
        using beckon::StoreError;
        if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
        const bool in_the_way = code == SQLITE_BUSY || code == SQLITE_LOCKED;
        throw StoreError(std::string("the users' database: ") + sqlite3_errmsg(handle()),
                         in_the_way ? StoreError::Retry::may_help : StoreError::Retry::pointless);
    }

    sqlite3* handle() { return handle_.get(); }
    std::mutex& mutex() { return mutex_; }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::mutex mutex_;
};

/// One statement with its values, which go to ?1, ?2 ... The getters are those that beckon/records/stored_rows.hpp
/// expects of a row. Instants are microseconds since 1970.
class Statement {
public:
    template <class... Values>
    Statement(Database& database, const std::string& sql, const Values&... values) : database_(&database) {
        sqlite3_stmt* prepared = nullptr;
        database.check(sqlite3_prepare_v2(database.handle(), sql.c_str(), -1, &prepared, nullptr));
        statement_.reset(prepared);
        int at = 0;
        (database.check(bind(++at, values)), ...);
    }

    /// Whether there is another row.
    bool next() {
        const int code = sqlite3_step(statement_.get());
        database_->check(code);
        return code == SQLITE_ROW;
    }

    bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
    template <class T = std::int64_t>
    T number(int column) const {
        return static_cast<T>(sqlite3_column_int64(statement_.get(), column));
    }
    std::string text(int column) const {
        const void* octets = sqlite3_column_blob(statement_.get(), column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
        return octets == nullptr ? std::string() : std::string(static_cast<const char*>(octets), size);
    }
    std::string json(int column) const { return text(column); }
    beckon::UserId id(int column) const {
        const auto id = beckon::parse_user_id(text(column));
        return id ? *id : damaged("invalid user id");
    }
    beckon::Instant instant(int column) const { return epoch() + boost::posix_time::microseconds(number(column)); }
    std::optional<beckon::UserId> maybe_id(int column) const {
        return is_null(column) ? std::nullopt : std::optional(id(column));
    }
    std::optional<beckon::Instant> maybe_instant(int column) const {
        return is_null(column) ? std::nullopt : std::optional(instant(column));
    }
    [[noreturn]] beckon::UserId damaged(std::string_view what) const {
        throw beckon::StoreError("the users' database: " + std::string(what), beckon::StoreError::Retry::pointless);
    }

private:
    static beckon::Instant epoch() { return beckon::Instant(boost::gregorian::date(1970, 1, 1)); }

    int bind(int at, std::integral auto value) {
        return sqlite3_bind_int64(statement_.get(), at, static_cast<std::int64_t>(value));
    }
    int bind(int at, std::string_view text) {
        return sqlite3_bind_text64(statement_.get(), at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    int bind(int at, const beckon::UserId& id) { return bind(at, beckon::to_text(id)); }
    int bind(int at, beckon::Instant instant) { return bind(at, (instant - epoch()).total_microseconds()); }
    template <std::size_t size>
    int bind(int at, const std::array<std::uint8_t, size>& octets) {
        return sqlite3_bind_blob64(statement_.get(), at, octets.data(), size, SQLITE_TRANSIENT);
    }
    template <class T>
    int bind(int at, const std::optional<T>& value) {
        return value ? bind(at, *value) : sqlite3_bind_null(statement_.get(), at);
    }

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Runs a statement that returns no rows. Returns the number of rows changed.
template <class... Values>
int change(Database& database, const std::string& sql, const Values&... values) {
    Statement(database, sql, values...).next();
    return sqlite3_changes(database.handle());
}

/// All or nothing: what is not committed is rolled back. One at a time in a process, and one writer among all
/// processes.
class Transaction {
public:
    explicit Transaction(Database& database) : database_(&database), lock_(database.mutex()) {
        database.execute("BEGIN IMMEDIATE");
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (!committed_) sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    void commit() {
        try {
            database_->execute("COMMIT");
        } catch (const beckon::StoreError& error) {
            throw beckon::UnknownOutcomeError(error.what());  // It may be on the disk all the same.
        }
        committed_ = true;
    }

private:
    Database* database_;
    std::lock_guard<std::mutex> lock_;
    bool committed_ = false;
};

}  // namespace host
