// SPDX-License-Identifier: MIT
#include <atomic>
#include <thread>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

/// Ann was invited and sent another invitation, under a key; Bob owns.
User tell_of_ann_and_bob(Store& store) {
    const User ann = tell(store, to_invite(1, "Ann@example.com", noon()));
    tell(store, to_adopt(2, "bob@example.com", noon(), {"Owner"}));
    return tell(store, with_key(to_do(ann, Resend{}, noon(minutes(5))), "k", noon(hours(1))));
}

void asked_at_once(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell_of_ann_and_bob(*store);
    const std::string_view sentence = "a look answers everything that it asks";
    const Seen seen = store->look(acme(), {.user = ann.id,
                                           .address = address("BOB@example.com"),
                                           .user_mailed_at = true,
                                           .address_mailed_at = true,
                                           .pending = true,
                                           .role = "Owner",
                                           .idempotency_key = "k",
                                           .now = noon()});
    require(seen.user == ann, sentence);
    require(seen.holder == loaded(*store, acme(), user_number(2)), sentence);
    require(seen.user_mailed_at == noon(minutes(5)) && !seen.address_mailed_at, sentence);
    require(seen.counters == AccountFacts{1, 1}, sentence);
    require(seen.remembered && seen.remembered->revision == ann.revision, sentence);
}

void nothing_else(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell_of_ann_and_bob(*store);
    const std::string_view sentence = "answers that a look does not ask for stay empty";
    require(store->look(acme(), {}) == Seen{}, sentence);
    require(store->look(acme(), {.user = ann.id}) == Seen{.user = ann}, sentence);
    require(store->look(acme(), {.user = ann.email}) == Seen{.user = ann}, sentence);
    require(store->look(acme(), {.address = ann.email}) == Seen{.holder = ann}, sentence);
    require(store->look(acme(), {.pending = true, .now = noon()}) == Seen{.counters = {1, 0}}, sentence);
    require(store->look(acme(), {.role = "Owner"}) == Seen{.counters = {0, 1}}, sentence);
    const Look of_nobody{.user = user_number(9), .user_mailed_at = true, .address_mailed_at = true};
    require(store->look(acme(), of_nobody) == Seen{}, "a look at nobody finds nothing");
}

void in_their_order(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell_of_ann_and_bob(*store);
    const User bob = loaded(*store, acme(), user_number(2));
    require(store->look_all(acme(), {}).empty(), "without looks there are no answers");
    std::vector<Look> looks;
    std::vector<Seen> expected;
    for (int i = 0; i < 300; ++i) {
        looks.push_back({.user = ann.id, .address = bob.email, .address_mailed_at = true});
        expected.push_back({.user = ann, .holder = bob});
        looks.push_back({.user = user_number(9)});
        expected.emplace_back();
        looks.push_back({.user = bob.email, .pending = true, .role = "Owner", .now = noon()});
        expected.push_back({.user = bob, .counters = {1, 1}});
        looks.push_back({.user = address("ANN@example.com"), .user_mailed_at = true});
        expected.push_back({.user = ann, .user_mailed_at = noon(minutes(5))});
    }
    require(store->look_all(acme(), looks) == expected, "looks are answered in their order");
}

void tombstone_by_id_only(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell_of_ann_and_bob(*store);
    const User gone = tell(*store, to_do(ann, Cancel{}, noon(minutes(6))));
    require(store->look(acme(), {.user = gone.id, .user_mailed_at = true}) == Seen{.user = gone},
            "a look by id finds a tombstone");
    require(store->look(acme(), {.user = gone.email, .address = gone.email, .user_mailed_at = true}) == Seen{},
            "a look by address finds no tombstone");
}

/// In one commit after another, Ann is sent another invitation, and Bob is deactivated or activated with it.
void of_one_moment(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    User bob = tell(*store, to_adopt(2, "bob@example.com", noon(), {"Owner"}));
    const std::vector<Look> looks{{.user = bob.id, .role = "Owner"},
                                  {.user = ann.email, .address = bob.email, .user_mailed_at = true}};
    std::atomic<bool> over = false;
    std::exception_ptr error;
    std::thread writer([&] {
        try {
            for (int i = 1; i <= 200; ++i) {
                const bool is_active = std::holds_alternative<Active>(bob.state);
                const std::vector<Commit> both{
                    to_do(ann, Resend{}, noon(seconds(i))),
                    to_do(bob, is_active ? Command{Deactivate{}} : Command{Activate{}}, noon(seconds(i)))};
                require(store->commit_all(both).outcome == CommitResult::Outcome::committed, "nobody else writes");
                ann = both[0].after;
                bob = both[1].after;
            }
        } catch (...) {
            error = std::current_exception();
        }
        over = true;
    });
    try {
        while (!over) {
            const auto seen = store->look_all(acme(), looks);
            const User& seen_bob = seen[0].user.value();
            const User& seen_ann = seen[1].user.value();
            const bool is_active = std::holds_alternative<Active>(seen_bob.state);
            const bool is_one_moment = seen[0].counters.active_holders == (is_active ? 1U : 0U) &&
                                       seen[1].user_mailed_at == std::get<Invited>(seen_ann.state).sent_at &&
                                       seen_bob.revision == seen_ann.revision && seen[1].holder == seen_bob;
            require(is_one_moment, "everything that one call looks up is from the same moment");
        }
    } catch (...) {
        error = std::current_exception();
    }
    writer.join();
    if (error) std::rethrow_exception(error);
}

}  // namespace

std::vector<ContractCheck> look_checks() {
    return {{"a look answers everything that it asks", asked_at_once},
            {"answers that a look does not ask for stay empty", nothing_else},
            {"looks are answered in their order", in_their_order},
            {"a look finds a tombstone only by its id", tombstone_by_id_only},
            {"everything that one call looks up is from the same moment", of_one_moment}};
}

}  // namespace beckon::testing
