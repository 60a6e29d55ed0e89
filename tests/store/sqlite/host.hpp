// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>

#include "beckon/sqlite/sqlite_store.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/store_through.hpp"

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
class EachCallInTransaction : private HostDatabase, public StoreThrough<EachCallInTransaction> {
public:
    /// `settings`: PRAGMAs of the host's.
    EachCallInTransaction(const std::filesystem::path& path, const std::string& settings) : HostDatabase(path) {
        file.rows(settings);
    }

    template <class Call>
    std::invoke_result_t<Call, Store&> through(Call call) {
        const std::lock_guard one_at_a_time(mutex_);
        file.rows("BEGIN IMMEDIATE");
        try {
            auto answer = call(*store);
            file.rows("COMMIT");
            return answer;
        } catch (...) {
            file.rows("ROLLBACK");
            throw;
        }
    }

private:
    std::mutex mutex_;
};

}  // namespace beckon::test_support
