// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include "beckon/memory/memory_store.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

/// SQLite has this much memory more, and not an octet above.
class MemoryLeft {
public:
    explicit MemoryLeft(sqlite3_int64 octets) { sqlite3_hard_heap_limit64(sqlite3_memory_used() + octets); }
    MemoryLeft(const MemoryLeft&) = delete;
    MemoryLeft& operator=(const MemoryLeft&) = delete;
    ~MemoryLeft() { sqlite3_hard_heap_limit64(0); }
};

}  // namespace

TEST_CASE("I22: wherever memory runs out, a write happens whole or not at all, and the next one succeeds") {
    const TemporaryFolder folder;
    std::uint32_t number = 0;
    std::size_t failed = 0;
    bool succeeded = false;
    for (sqlite3_int64 octets = 0; !succeeded; octets += 192) {
        const auto path = folder.path() / (std::to_string(octets) + ".sqlite");
        SqliteStore store({.path = path.string()});
        const Commit invite = to_invite(++number, "ann@example.test", noon());
        try {
            const MemoryLeft little(octets);
            succeeded = store.commit(invite).outcome == CommitResult::Outcome::committed;
        } catch (const StoreError&) {
            ++failed;
        }
        if (!succeeded) {
            CHECK(store.load(acme(), invite.after.id) == std::nullopt);
            CHECK(store.events({.account = acme()}).events.empty());
            CHECK(store.commit(invite).outcome == CommitResult::Outcome::committed);
        }
        CHECK(store.load(acme(), invite.after.id) == invite.after);
    }
    CHECK(failed > 10);
}
