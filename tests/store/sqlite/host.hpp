// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "beckon/sqlite/sqlite_store.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/intercepted_store.hpp"

namespace beckon::test_support {

/// A host with a database of its own, in which beckon's tables are too, and a store joined to its one connection.
struct HostDatabase {
    explicit HostDatabase(const std::filesystem::path& path) : file(path) {
        file.rows("CREATE TABLE IF NOT EXISTS users (name TEXT)");
        SqliteStore::migrate(file.connection());
        store = SqliteStore::joined(file.connection());
    }

    bool is_in_transaction() { return sqlite3_get_autocommit(&file.connection()) == 0; }

    /// The host's own rows.
    std::vector<std::string> users() { return file.rows("SELECT name FROM users ORDER BY name"); }

    DatabaseFile file;
    std::unique_ptr<Store> store;
};

/// A host as a store: each call is all that one of its transactions does.
class EachCallInTransaction : private HostDatabase, public InterceptedStore {
public:
    /// `settings`: PRAGMAs of the host's.
    EachCallInTransaction(const std::filesystem::path& path, const std::string& settings)
        : HostDatabase(path), InterceptedStore(*store) {
        file.rows(settings);
        before = [this](auto) {
            one_at_a_time_.lock();
            file.rows("BEGIN IMMEDIATE");
        };
        after = [this](auto) { end("COMMIT"); };
        failed = [this](auto) { end("ROLLBACK"); };
    }

private:
    void end(const std::string& how) {
        file.rows(how);
        one_at_a_time_.unlock();
    }

    std::mutex one_at_a_time_;
};

}  // namespace beckon::test_support
