// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace beckon::test_support {

/// A database file by SQLite itself, past the store.
class DatabaseFile {
public:
    explicit DatabaseFile(const std::filesystem::path& path) {
        sqlite3* database = nullptr;
        const int result = sqlite3_open(path.c_str(), &database);
        database_.reset(database);
        if (result != SQLITE_OK) throw std::runtime_error("cannot open " + path.string());
        sqlite3_busy_timeout(database, 10'000);
    }

    /// The rows that the statements give, their columns joined by "|"; NULL is empty.
    std::vector<std::string> rows(const std::string& sql) {
        std::vector<std::string> all;
        const auto add = [](void* to, int columns, char** values, char**) {
            std::string row;
            for (int i = 0; i < columns; ++i)
                row += (i == 0 ? "" : "|") + std::string(values[i] != nullptr ? values[i] : "");
            static_cast<std::vector<std::string>*>(to)->push_back(row);
            return 0;
        };
        if (sqlite3_exec(database_.get(), sql.c_str(), add, &all, nullptr) != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(database_.get()));
        }
        return all;
    }

    sqlite3& connection() { return *database_; }

    /// "ok", or what SQLite finds wrong with the file's structure, its tables' own rules and its foreign keys.
    std::string health() {
        std::string found;
        for (const std::string& row : rows("PRAGMA integrity_check; PRAGMA foreign_key_check")) found += row;
        return found;
    }

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close(database); }
    };
    std::unique_ptr<sqlite3, Close> database_;
};

inline std::string octets_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_octets(const std::filesystem::path& path, const std::string& octets) {
    std::ofstream(path, std::ios::binary) << octets;
}

}  // namespace beckon::test_support
