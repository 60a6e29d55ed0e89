// SPDX-License-Identifier: MIT
#include "sqlite/connection.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "sqlite/create_file.hpp"
#include "sqlite/errors.hpp"

namespace beckon::sqlite {

namespace {

const Instant epoch(boost::gregorian::date(1970, 1, 1));

/// The file at `path`, whatever it looks like: SQLite would take ":..." and "file:..." for something else. ":memory:"
/// is left as it is.
std::string plain(const std::string& path) {
    const bool is_special = path.front() == ':' || path.starts_with("file:");
    return is_special && path != in_memory ? "./" + path : path;
}

}  // namespace

std::int64_t to_microseconds(Instant instant) {
    assert(!instant.is_special());
    return (instant - epoch).total_microseconds();
}

Instant from_microseconds(std::int64_t microseconds) { return epoch + boost::posix_time::microseconds(microseconds); }

Run::~Run() { sqlite3_reset(statement_); }  // What it reports was reported by the step before.

bool Run::next() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) connection_.fail();
    return result == SQLITE_ROW;
}

std::string_view Run::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Run::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

UserId Run::id(int column) const {
    const std::string_view octets = blob(column);
    UserId id{};
    if (octets.size() != id.size()) damaged("a user id does not have 16 octets");
    std::copy(octets.begin(), octets.end(), id.begin());
    return id;
}

std::optional<UserId> Run::maybe_id(int column) const {
    return is_null(column) ? std::nullopt : std::optional(id(column));
}

std::optional<Instant> Run::maybe_instant(int column) const {
    return is_null(column) ? std::nullopt : std::optional(instant(column));
}

void Run::damaged(std::string_view what) const { throw store_error(connection_.path(), SQLITE_CORRUPT, what, 0); }

void Run::bind(int parameter, std::nullopt_t) { check(sqlite3_bind_null(statement_, parameter)); }

void Run::bind(int parameter, std::int64_t value) { check(sqlite3_bind_int64(statement_, parameter, value)); }

void Run::bind(int parameter, std::string_view text) {
    const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would be NULL
    check(sqlite3_bind_text64(statement_, parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Run::bind_blob(int parameter, const void* data, std::size_t size) {
    check(sqlite3_bind_blob64(statement_, parameter, data, size, SQLITE_STATIC));
}

void Run::check(int result) const {
    if (result != SQLITE_OK) connection_.fail();
}

Connection::Connection(const SqliteOptions& options, Use use) : path_(options.path) {
    if (path_.empty() || path_.find('\0') != std::string::npos) {
        throw store_error(path_, SQLITE_CANTOPEN, "this is not a path", 0);
    }
    const int cannot_create = use == Use::write && path_ != in_memory ? create_private_file(plain(path_)) : 0;
    sqlite3* database = nullptr;
    const int result = sqlite3_open_v2(
        plain(path_).c_str(), &database,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (use == Use::write ? SQLITE_OPEN_CREATE : 0), nullptr);
    database_.reset(database);
    if (database == nullptr) throw store_error(path_, SQLITE_NOMEM, "out of memory", 0);
    sqlite3_extended_result_codes(database, 1);
    if (result != SQLITE_OK && cannot_create != 0) {
        throw store_error(path_, result, sqlite3_errmsg(database), cannot_create);
    }
    if (result != SQLITE_OK) fail();
    constexpr std::int64_t longest = std::numeric_limits<int>::max();
    sqlite3_busy_timeout(database,
                         static_cast<int>(std::clamp<std::int64_t>(options.busy_timeout.count(), 0, longest)));
    if (sqlite3_db_readonly(database, "main") == 1) {
        throw store_error(path_, SQLITE_READONLY, "the file cannot be written", 0);
    }
    const bool full = options.durability == SqliteOptions::Durability::full;
    execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    if (full) execute("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");  // if fsync is not enough: macOS
    // Overwritten or deleted data becomes zeros, so that erased users do not remain in free pages.
    execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON");
    if (use == Use::read) execute("PRAGMA query_only = ON");
}

Connection::Connection(sqlite3& borrowed) : database_(&borrowed, [](sqlite3*) { return SQLITE_OK; }) {
    const char* file = sqlite3_db_filename(&borrowed, "main");
    path_ = file != nullptr && *file != '\0' ? file : "in memory";
}

void Connection::execute(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Connection::number(const std::string& sql) {
    const Statement statement = prepare(sql, 0);
    if (sqlite3_step(statement.get()) != SQLITE_ROW) fail();
    return sqlite3_column_int64(statement.get(), 0);
}

bool Connection::enter_wal_mode() {
    const Statement statement = prepare("PRAGMA journal_mode = WAL", 0);
    const int result = sqlite3_step(statement.get());
    if ((result & 0xFF) == SQLITE_BUSY) return false;
    if (result != SQLITE_ROW) fail();
    const auto* mode = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0));
    const std::string_view wanted = path_ == in_memory ? "memory" : "wal";
    if (std::string_view(mode) != wanted) {
        throw store_error(path_, SQLITE_CANTOPEN, "this file system cannot do write-ahead logging", 0);
    }
    return true;
}

bool Connection::empty_log() {
    const Statement statement = prepare("PRAGMA wal_checkpoint(TRUNCATE)", 0);
    const int result = sqlite3_step(statement.get());
    if ((result & 0xFF) == SQLITE_BUSY) return false;
    if (result != SQLITE_ROW) fail();
    return sqlite3_column_int64(statement.get(), 0) == 0;
}

void Connection::fail() const {
    sqlite3* database = database_.get();
    throw store_error(path_, sqlite3_extended_errcode(database), sqlite3_errmsg(database),
                      sqlite3_system_errno(database));
}

Connection::Statement Connection::prepare(const std::string& sql, unsigned flags) const {
    sqlite3_stmt* statement = nullptr;
    const int size = static_cast<int>(sql.size()) + 1;
    if (sqlite3_prepare_v3(database_.get(), sql.c_str(), size, flags, &statement, nullptr) != SQLITE_OK) fail();
    return Statement(statement);
}

sqlite3_stmt* Connection::prepared(const Sql& sql) {
    Statement& statement = statements_[&sql];
    if (!statement) statement = prepare(sql.text(), SQLITE_PREPARE_PERSISTENT);
    return statement.get();
}

Transaction::Transaction(Connection& connection, Connection::Use use) : connection_(connection) {
    static const Sql begin_writing("BEGIN IMMEDIATE");
    static const Sql begin_reading("BEGIN");
    static const Sql roll_back("ROLLBACK");
    roll_back_ = connection_.prepared(roll_back);  // in advance, because preparing takes memory and there may be none
    end();                                         // what an earlier transaction could not roll back for lack of memory
    connection_.change(use == Connection::Use::write ? begin_writing : begin_reading);
}

Transaction::~Transaction() { end(); }

void Transaction::end() noexcept {
    if (!connection_.is_in_transaction()) return;  // committed, or rolled back by an error
    sqlite3_step(roll_back_);  // its error was reported by what failed before; the file is as it was
    sqlite3_reset(roll_back_);
}

void Transaction::commit() {
    static const Sql commit("COMMIT");
    try {
        connection_.change(commit);
    } catch (const StoreError& error) {
        const int code = sqlite3_extended_errcode(connection_.database_.get());
        if (!connection_.is_in_transaction() && is_unknown_after_commit(code)) throw UnknownOutcomeError(error.what());
        throw;
    }
}

Savepoint::Savepoint(Connection& connection) : connection_(connection) {
    static const Sql begin("SAVEPOINT beckon");
    static const Sql roll_back("ROLLBACK TO beckon");
    static const Sql release("RELEASE beckon");
    roll_back_ = connection_.prepared(roll_back);  // in advance, because preparing takes memory and there may be none
    release_ = connection_.prepared(release);
    connection_.change(begin);
}

Savepoint::~Savepoint() {
    if (is_over_ || !connection_.is_in_transaction()) return;  // SQLite has rolled back more than this already
    for (sqlite3_stmt* statement : {roll_back_, release_}) {
        sqlite3_step(statement);  // as in Transaction::end
        sqlite3_reset(statement);
    }
}

void Savepoint::release() {
    Run(connection_, release_).next();
    is_over_ = true;
}

void Savepoint::roll_back() {
    Run(connection_, roll_back_).next();
    release();
}

}  // namespace beckon::sqlite
