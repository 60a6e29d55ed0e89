// SPDX-License-Identifier: MIT
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/postgres/postgres_store.hpp"
#include "beckon/service/service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
namespace fs = std::filesystem;

namespace {

const std::string key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A database of its own on the tests' server, as the worker keeps to the schema that every host has.
class OwnDatabase {
public:
    OwnDatabase() { database_.rows("CREATE DATABASE " + name_); }
    OwnDatabase(const OwnDatabase&) = delete;
    OwnDatabase& operator=(const OwnDatabase&) = delete;
    ~OwnDatabase() { database_.rows("DROP DATABASE " + name_ + " WITH (FORCE)"); }

    std::string connection() const { return *postgres_server() + " dbname=" + name_; }

    std::string uri() const { return database_.uri(name_); }

private:
    PostgresDatabase database_;
    std::string name_ = database_.options().schema + "_worker";
};

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("the worker, given a URI, sends what another process asks for, and stops when it is told to") {
    if (!postgres_server()) {
        WARN("skipped: no PostgreSQL server");
        return;
    }
    const TemporaryFolder mails;
    const OwnDatabase database;
    PostgresStore::migrate({.connection = database.connection()});
    PostgresStore store({.connection = database.connection()});
    Service service(store, {.policy = policies::recommended(), .keys = KeyRing({SigningKey::from_hex(1, key)})});
    const auto invite = [&](const std::string& email) {
        return service
            .invite(AccountId::parse("acme").value(),
                    {EmailAddress::parse(email).value(), {.name = "Ann", .roles = {"Agent"}}}, Host{})
            .value();
    };
    ChildProcess worker({BECKON_POSTGRES_WORKER, database.uri(), key, mails.path().string()});
    for (const std::size_t count : {1U, 2U}) {
        const User user = invite("ann" + std::to_string(count) + "@example.test");
        if (count == 2) store.wake_workers();
        while (service.mail(user.account, user.id).front().delivery == Delivery::queued) {
            REQUIRE_FALSE(worker.has_ended());
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        CHECK(service.mail(user.account, user.id).front().delivery == Delivery::sent);
        CHECK(files_in(mails.path()) == count);
    }
    worker.signal(SIGTERM);
    const int status = worker.wait();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a worker that finds no server ends with an error") {
    const TemporaryFolder mails;
    ChildProcess worker({BECKON_POSTGRES_WORKER, "host=" + mails.path().string(), key, mails.path().string()});
    const int status = worker.wait();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 1);
    CHECK(fs::is_empty(mails.path()));
}
