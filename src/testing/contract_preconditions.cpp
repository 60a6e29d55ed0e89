// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

Commit only_if(Commit commit, std::vector<Precondition> rules) {
    commit.only_if = std::move(rules);
    return commit;
}

Precondition another_active(std::string role) {
    return {.rule = Precondition::Rule::another_active_holder, .role = std::move(role)};
}

void pending_limit(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::string_view sentence = "pending_below holds while fewer invitations can be accepted before the commit";
    const Commit first = only_if(to_invite(1, "a@example.com", noon()), {pending_below(0)});
    require_refused(*store, first, Outcome::precondition_failed, sentence);
    const User ann = tell(*store, only_if(first, {pending_below(1)}));
    const Commit second = to_invite(2, "b@example.com", noon(minutes(1)));
    require_refused(*store, only_if(second, {pending_below(1)}), Outcome::precondition_failed, sentence);
    const User bob = tell(*store, only_if(second, {pending_below(2)}));
    const Commit third = to_invite(3, "c@example.com", noon(validity() - tick));
    require_refused(*store, only_if(third, {pending_below(2)}), Outcome::precondition_failed,
                    "pending_below counts an invitation until it expires");
    const Commit later = to_invite(3, "c@example.com", noon(validity()));
    require_refused(*store, only_if(later, {pending_below(1)}), Outcome::precondition_failed,
                    "pending_below counts those that have not expired");
    const User cid = tell(*store, only_if(later, {pending_below(2)}));
    const Commit again = to_do(ann, SendNew{}, noon(validity()));
    require_refused(*store, only_if(again, {pending_below(2)}), Outcome::precondition_failed, sentence);
    tell(*store, to_do(cid, Cancel{}, noon(validity())));
    tell(*store, to_do(bob, Accept{}, noon(minutes(2))));
    tell(*store, to_adopt(4, "d@example.com", noon()));
    tell(*store, only_if(again, {pending_below(1)}));
}

void active_holders(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto owner = another_active("Owner");
    const std::string_view sentence = "another_active_holder holds while two or more active users have the role";
    User ann = tell(*store, to_adopt(1, "a@example.com", noon(), {"Member", "Owner"}));
    require_refused(*store, only_if(to_do(ann, Deactivate{}, noon(tick)), {owner}), Outcome::precondition_failed,
                    sentence);
    tell(*store, to_invite(2, "b@example.com", noon(), {"Owner"}));
    tell(*store, to_do(tell(*store, to_adopt(3, "c@example.com", noon(), {"Owner"})), Deactivate{}, noon(tick)));
    tell(*store, to_do(tell(*store, to_adopt(4, "d@example.com", noon(), {"Owner"})), Remove{}, noon(tick)));
    tell(*store, to_adopt(5, "e@example.com", noon(), {"owner", "Owner.", "Owners", "Member"}));
    tell(*store, to_adopt(5, "e@example.com", noon(), {"Owner"}, globex()));
    require_refused(*store, only_if(to_do(ann, Deactivate{}, noon(tick)), {owner}), Outcome::precondition_failed,
                    "holders are active users with the role in the same account, and no others");
    require_refused(*store, only_if(to_do(ann, Remove{}, noon(tick)), {another_active("Nobody's")}),
                    Outcome::precondition_failed, "a role without holders has no other holder");
    const User fay = tell(*store, to_adopt(6, "f@example.com", noon(), {"Owner"}));
    tell(*store, only_if(to_do(ann, Deactivate{}, noon(tick)), {owner}));
    require_refused(*store, only_if(to_do(fay, Remove{}, noon(tick)), {owner}), Outcome::precondition_failed, sentence);
}

void several_rules(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_adopt(2, "b@example.com", noon(), {"Owner"}));
    tell(*store, to_adopt(3, "c@example.com", noon(), {"Owner"}));
    const Commit next = to_invite(4, "d@example.com", noon());
    const std::string_view sentence = "every precondition must hold, and the first that does not is named";
    const auto refused_at = [&](std::size_t which, std::vector<Precondition> rules) {
        require_refused(*store, only_if(next, std::move(rules)), Outcome::precondition_failed, sentence, which);
    };
    refused_at(0, {pending_below(1), another_active("Owner")});
    refused_at(1, {another_active("Owner"), pending_below(1)});
    refused_at(1, {pending_below(2), another_active("Admin"), pending_below(1)});
    refused_at(2, {pending_below(9), another_active("Owner"), pending_below(1)});
    tell(*store, only_if(next, {pending_below(2), another_active("Owner"), pending_below(2)}));
}

void facts_follow_every_change(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(counters(*store, acme(), "Owner") == AccountFacts{},
            "an account without commits has no pending users or holders");
    std::uint32_t hour = 0;
    const auto told = [&](const Commit& commit, AccountFacts expected) {
        User user = tell(*store, commit);
        const AccountFacts facts = counters(*store, acme(), "Owner");
        const std::string after = " after " + std::string(code(action_of(commit.event)));
        require_equal(facts.pending, expected.pending, "facts count the invited" + after);
        require_equal(facts.active_holders, expected.active_holders, "facts count the active holders" + after);
        require_equal(counters(*store, acme(), std::nullopt).active_holders, 0,
                      "active_holders is 0 if no role is asked for");
        require_equal(counters(*store, acme(), std::nullopt).pending, expected.pending,
                      "facts count the invited for any role");
        return user;
    };
    const auto did = [&](const User& user, const Command& command, AccountFacts expected) {
        return told(to_do(user, command, noon(hours(++hour))), expected);
    };
    User ann = told(to_invite(1, "a@example.com", noon(), {"Member", "Owner"}), {1, 0});
    ann = did(ann, BeginSetup{}, {1, 0});
    ann = did(ann, Resend{}, {1, 0});
    ann = did(ann, CopyLink{}, {1, 0});
    ann = did(ann, CorrectEmail{address("ann@example.com")}, {1, 0});
    ann = did(ann, Edit{{.roles = Labels{"Member"}}}, {1, 0});
    ann = did(ann, Edit{{.roles = Labels{"Owner", "Member"}}}, {1, 0});
    User bob = told(to_invite(2, "b@example.com", noon(), {"Owner"}), {2, 0});
    ann = did(ann, Accept{}, {1, 1});
    bob = did(bob, Accept{}, {0, 2});
    ann = did(ann, Edit{{.name = "Ann B"}}, {0, 2});
    ann = did(ann, Edit{{.roles = Labels{"Member"}}}, {0, 1});
    ann = did(ann, Edit{{.roles = Labels{"Member", "Owner"}}}, {0, 2});
    ann = did(ann, Deactivate{}, {0, 1});
    ann = did(ann, Edit{{.roles = Labels{"Member"}}}, {0, 1});
    ann = did(ann, Edit{{.roles = Labels{"Owner"}}}, {0, 1});
    ann = did(ann, Activate{}, {0, 2});
    ann = did(ann, Remove{}, {0, 1});
    bob = did(bob, Deactivate{}, {0, 0});
    did(bob, Remove{}, {0, 0});
    told(to_adopt(3, "c@example.com", noon(), {"Owner"}), {0, 1});
    did(told(to_invite(4, "d@example.com", noon(), {"Owner"}), {1, 1}), Decline{}, {0, 1});
    did(told(to_invite(5, "e@example.com", noon(), {"Owner"}), {1, 1}), Cancel{}, {0, 1});
    did(told(to_invite(6, "f@example.com", noon(), {"Owner"}), {1, 1}), Remove{}, {0, 1});
    const User late = told(to_invite(7, "g@example.com", noon(), {"Owner"}), {1, 1});
    told(to_do(late, SendNew{}, noon(hours(480))), {1, 1});
}

void pending_until_expiry(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_invite(2, "b@example.com", noon(tick)));
    const auto pending = [&](Duration later) { return counters(*store, acme(), std::nullopt, noon(later)).pending; };
    const std::string_view sentence = "an invitation is counted as pending until it expires";
    require_equal(pending(validity() - tick), 2, sentence);
    require_equal(pending(validity()), 1, sentence);
    require_equal(pending(validity() + tick), 0, sentence);
}

void roles_by_their_octets(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::vector<std::string> roles{"Owner", "owner", "O'wner; --", "50% \"\\_", "Ówner", "所有者", "."};
    tell(*store, to_adopt(1, "a@example.com", noon(), roles));
    for (const auto& role : roles)
        require_equal(counters(*store, acme(), role).active_holders, 1, "roles are told apart by octet");
    for (const auto* other : {"OWNER", "Own", "Owner ", "%", "Ó", ""}) {
        require_equal(counters(*store, acme(), other).active_holders, 0, "a role that nobody holds has no holders");
    }
}

}  // namespace

std::vector<ContractCheck> precondition_checks() {
    return {
        {"pending_below holds below its limit, counting who can accept before the commit", pending_limit},
        {"another_active_holder holds if there are two or more active holders, the target included", active_holders},
        {"of several preconditions the first that does not hold is named", several_rules},
        {"facts stay correct after every kind of change", facts_follow_every_change},
        {"an invitation is counted as pending until it expires", pending_until_expiry},
        {"facts tell roles apart octet by octet", roles_by_their_octets}};
}

}  // namespace beckon::testing
