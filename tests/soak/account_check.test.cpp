// SPDX-License-Identifier: MIT
#include "tests/soak/account_check.hpp"

#include <functional>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/memory/memory_store.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/violation.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::soak;

namespace {

const Policy& policy() {
    static const Policy gladly = policies::gladly();
    return gladly;
}

AccountId acme() { return account_named("acme"); }

Commit commit_of(const User* before, const Command& command, const Actor& actor, Micros now) {
    const Facts facts{.newcomer = Newcomer{acme(), user_id(1, 1)}, .signing_key = 1};
    auto decision = decide(before, command, actor, facts, policy(), at(now)).value();
    Event event = *std::move(decision.event);
    User after = evolve(before, event);
    return {.before = before != nullptr ? std::optional(*before) : std::nullopt,
            .after = std::move(after),
            .event = std::move(event),
            .mail = std::move(decision.mail)};
}

Commit invitation() { return commit_of(nullptr, Invite{address_of("u"), agent("u").profile}, Host{}, 0); }

/// Which invariant the check finds broken after the commits, each of which may be spoilt; "" for none.
std::string found_after(const std::vector<Commit>& commits) {
    MemoryStore store;
    for (const Commit& commit : commits) REQUIRE(store.commit(commit).outcome == CommitResult::Outcome::committed);
    try {
        check_account(store, acme());
        return "";
    } catch (const Violation& violation) {
        return violation.invariant();
    }
}

}  // namespace

TEST_CASE("the check of an account finds nothing where nothing is wrong") {
    const Commit invited = invitation();
    const Commit accepted = commit_of(&invited.after, Accept{}, LinkHolder{*invited.after.link}, 1);
    const Commit removed = commit_of(&accepted.after, Remove{}, Host{}, 2);
    CHECK(found_after({invited, accepted, removed}).empty());
}

TEST_CASE("the check of an account finds each planted fault by its id") {
    const Commit invited = invitation();
    const Commit accepted = commit_of(&invited.after, Accept{}, LinkHolder{*invited.after.link}, 1);
    const auto again = [](Commit commit, const User& before) {
        commit.before = before;
        commit.event.revision = commit.after.revision = before.revision + 1;
        return commit;
    };
    CHECK(found_after({invited, accepted, again(accepted, accepted.after)}) == "I1");

    const Commit cancelled = commit_of(&invited.after, Cancel{}, Host{}, 1);
    CHECK(found_after({invited, cancelled, again(accepted, cancelled.after)}) == "I2");

    const Commit resent = commit_of(&invited.after, Resend{}, Host{}, 1);
    CHECK(found_after({invited, accepted, again(resent, accepted.after)}) == "I2");

    Commit late = accepted;
    late.event.at = *expiry_of(invited.after);
    CHECK(found_after({invited, late}) == "I4");

    Commit lost = accepted;
    lost.after.profile.name = "somebody else";
    CHECK(found_after({invited, lost}) == "I7");

    Commit silent = resent;
    silent.mail.reset();
    CHECK(found_after({invited, silent}) == "I12");

    Commit talkative = accepted;
    talkative.mail = MailIntent{acme(), accepted.after.id, 2, 1, address_of("u"), at(1)};
    CHECK(found_after({invited, talkative}) == "I12");
}
