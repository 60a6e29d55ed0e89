// SPDX-License-Identifier: MIT
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/stat.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "beckon/postgres/postgres_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/needed_program.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

/// Who may reach the server, and is not the superuser, as whom PgBouncer refuses to run.
std::string owner_of(const std::string& path) {
    struct stat file {};
    const passwd* user = stat(path.c_str(), &file) == 0 ? getpwuid(file.st_uid) : nullptr;
    REQUIRE(user != nullptr);
    return user->pw_name;
}

/// PgBouncer in front of the tests' server, giving each transaction any of two sessions.
class Pooler {
public:
    Pooler(const std::string& program, const PostgresDatabase& database, const std::string& more = "") {
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
        const std::string here = folder_.path().string();
        const std::string settings = here + "/pgbouncer.ini";
        std::ofstream(settings) << "[databases]\nbeckon = " << database.options().connection << "\n[pgbouncer]\n"
                                << "unix_socket_dir = " << here << "\nlisten_port = 6432\nauth_type = any\n"
                                << "pool_mode = transaction\ndefault_pool_size = 2\nlogfile = " << here << "/log\n"
                                << "user = " << owner_of(database.socket()) << '\n'
                                << more << '\n';
        process_ = std::make_unique<ChildProcess>(std::vector<std::string>{program, "-q", settings});
        const std::string way = "host=" + here + " port=6432 dbname=beckon";
        const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (PQping(way.c_str()) != PQPING_OK) {
            if (process_->has_ended() || std::chrono::steady_clock::now() > patience) {
                throw std::runtime_error("PgBouncer does not get ready");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    PostgresOptions in_front_of(const PostgresDatabase& database) const {
        PostgresOptions options = database.options();
        options.connection = "host=" + folder_.path().string() + " port=6432 dbname=beckon user=anybody";
        options.pooling = PostgresOptions::Pooling::transaction;
        return options;
    }

private:
    TemporaryFolder folder_;
    std::unique_ptr<ChildProcess> process_;
};

}  // namespace

TEST_CASE("PostgresStore keeps the contract of every store through a pooler that changes sessions") {
    BECKON_NEEDS_POSTGRES();
    const std::string program = needed_program("BECKON_PGBOUNCER", BECKON_PGBOUNCER);
    if (program.empty()) {
        WARN("skipped: no PgBouncer");
        return;
    }
    std::deque<std::shared_ptr<PostgresDatabase>> databases{empty_database()};
    const Pooler pooler(program, *databases.front());
    const auto open = [&]() -> std::unique_ptr<Store> {
        return std::make_unique<PostgresStore>(pooler.in_front_of(*databases.back()));
    };
    const auto open_fresh = [&] {
        databases.push_back(empty_database());
        return open();
    };
    const StoreUnderTest store{.open_fresh = open_fresh, .reopen = open, .open_second = open};
    for (const auto& check : store_contract()) {
        DYNAMIC_SECTION(check.name) { check.run(store); }
    }
}

TEST_CASE("a pooler that the options do not tell of is found out") {
    BECKON_NEEDS_POSTGRES();
    const std::string program = needed_program("BECKON_PGBOUNCER", BECKON_PGBOUNCER);
    if (program.empty()) {
        WARN("skipped: no PgBouncer");
        return;
    }
    const PostgresDatabase database;
    PostgresStore::migrate(database.options());
    // It may refuse the settings of a session, or leave them out without a word.
    for (const char* more : {"", "ignore_startup_parameters = options"}) {
        const Pooler pooler(program, database, more);
        PostgresOptions options = pooler.in_front_of(database);
        options.pooling = PostgresOptions::Pooling::none;
        CHECK_THROWS_WITH(PostgresStore(options), contains("pooler"));
    }
}
