// SPDX-License-Identifier: MIT
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon::test_support;

namespace {

/// What became of a player: its exit code, and its standard error.
struct Played {
    pid_t process;
    int exit_code;
    std::string errors;
};

Played play(const std::string& story, const std::string& store) {
    const TemporaryFolder folder;
    const std::string errors = (folder.path() / "errors").string();
    ChildProcess player({"sh", "-c", R"(exec "$0" --store "$1" "$2" >/dev/null 2>"$3")", BECKON_STORY_PLAYER, store,
                         BECKON_TESTS_DIR "/stories/" + story, errors});
    const int status = player.wait();
    std::ifstream stream(errors, std::ios::binary);
    return {player.id(), WIFEXITED(status) ? WEXITSTATUS(status) : -1, {std::istreambuf_iterator<char>(stream), {}}};
}

}  // namespace

TEST_CASE("a story on PostgreSQL leaves nothing behind however it ends") {
    const auto server = postgres_server();
    if (!server) {
        WARN("skipped: no PostgreSQL server");
        return;
    }
    PostgresDatabase database;
    const auto left_by = [&](const Played& played) {
        return database.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'story\\_" +
                             std::to_string(played.process) + "\\_%'");
    };
    const Played whole = play("example.story", "postgres:" + *server);
    CHECK(whole.exit_code == 0);
    CHECK(whole.errors.empty());
    CHECK(left_by(whole).empty());

    const Played broken = play("errors/link_from_no_mail.story", "postgres:" + *server);
    CHECK(broken.exit_code == 2);
    CHECK(left_by(broken).empty());
}

TEST_CASE("a PostgreSQL database that cannot be reached is a mistake in the story") {
    for (const std::string store : {"postgres:host=/nowhere dbname=app", "postgres://%2Fnowhere/app"}) {
        const Played played = play("example.story", store);
        CHECK(played.exit_code == 2);
        CHECK(played.errors.substr(0, 15) == "line 2: store: ");
        CHECK(played.errors.find("/nowhere/.s.PGSQL.5432") != std::string::npos);
    }
}
