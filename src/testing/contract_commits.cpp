// SPDX-License-Identifier: MIT
#include <array>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

void all_together(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Commit commit = with_key(to_invite(1, "ann@example.com", noon()), "k", noon(hours(1)));
    const User ann = tell(*store, commit);
    require(all_events(*store, acme()) == std::vector{PlacedEvent{1, commit.event}}, "a commit stores its event");
    require(store->mail(acme(), ann.id) == std::vector{MailRecord{*commit.mail}}, "a commit queues its email");
    require(remembered(*store, acme(), "k", noon()) == commit.key, "a commit stores its idempotency key");
    tell(*store, to_do(ann, Edit{{.name = "Ann B"}}, noon(tick)));
    require_equal(store->mail(acme(), ann.id).size(), 1, "a commit without an email queues none");
    require_equal(all_events(*store, acme()).size(), 2, "every commit stores one event");
}

void stale_before(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User invited = tell(*store, to_invite(1, "ann@example.com", noon()));
    const User resent = tell(*store, to_do(invited, Resend{}, noon(minutes(1))));
    for (const Command& late :
         {Command{Accept{}}, Command{Cancel{}}, Command{Resend{}}, Command{Edit{{.name = "B"}}}}) {
        require_refused(*store, to_do(invited, late, noon(minutes(2))), Outcome::revision_conflict,
                        "a commit that was decided on an older revision conflicts");
    }
    const User accepted = tell(*store, to_do(resent, Accept{}, noon(minutes(2))));
    require_refused(*store, to_do(resent, Accept{}, noon(minutes(2))), Outcome::revision_conflict,
                    "of successive commits with the same before, exactly one is committed");
    User from_the_future = accepted;
    from_the_future.revision += 1;
    require_refused(*store, to_do(from_the_future, Deactivate{}, noon(minutes(3))), Outcome::revision_conflict,
                    "a commit that was decided on a later revision conflicts");
}

void before_without_user(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User never_committed = to_invite(1, "ann@example.com", noon()).after;
    require_refused(*store, to_do(never_committed, Cancel{}, noon(tick)), Outcome::revision_conflict,
                    "a commit that was decided on a user who does not exist conflicts");
}

void user_without_before(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    const Commit same_id = to_invite(1, "someone.else@example.com", noon(minutes(1)));
    require_refused(*store, same_id, Outcome::revision_conflict,
                    "a commit of a new user conflicts with an existing one");
    tell(*store, to_do(ann, Cancel{}, noon(minutes(2))));
    require_refused(*store, same_id, Outcome::revision_conflict, "a commit of a new user conflicts with a tombstone");
}

void one_live_holder(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    const User bob = tell(*store, to_invite(2, "bob@example.com", noon()));
    const auto nobody_else_gets_it = [&](Instant now) {
        for (const auto* spelling : {"ann@example.com", "ANN@Example.com"}) {
            const std::string_view sentence = "an address is held by one live user, in any letter case";
            require_refused(*store, to_invite(3, spelling, now), Outcome::address_taken, sentence);
            require_refused(*store, to_adopt(3, spelling, now), Outcome::address_taken, sentence);
            require_refused(*store, to_do(bob, CorrectEmail{address(spelling)}, now), Outcome::address_taken, sentence);
        }
    };
    nobody_else_gets_it(noon(minutes(1)));
    nobody_else_gets_it(noon(hours(25)));  // When the invitation has expired.
    ann = tell(*store, to_do(ann, Accept{}, noon(minutes(2))));
    nobody_else_gets_it(noon(minutes(3)));
    ann = tell(*store, to_do(ann, Deactivate{}, noon(minutes(4))));
    nobody_else_gets_it(noon(minutes(5)));
}

void tombstones_free_addresses(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto gone = [&](const User& user, const Command& how) { return tell(*store, to_do(user, how, noon(tick))); };
    const User first = gone(tell(*store, to_invite(1, "ann@example.com", noon())), Cancel{});
    const User second = gone(tell(*store, to_invite(2, "Ann@example.com", noon())), Decline{});
    const User third = gone(tell(*store, to_adopt(3, "ann@example.com", noon())), Remove{});
    const User ann = tell(*store, to_invite(4, "ann@example.com", noon(minutes(1))));
    require(store->find(acme(), ann.email) == ann, "the address of a tombstone is free for a new user");
    for (const User& tombstone : {first, second, third}) {
        require(store->load(acme(), tombstone.id) == tombstone, "a tombstone stays when its address is taken again");
    }
    require_refused(*store, to_invite(5, "ann@example.com", noon(minutes(2))), Outcome::address_taken,
                    "a freed address that is taken again is taken");
}

void own_address(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    ann = tell(*store, to_do(ann, CorrectEmail{address("ann@example.com")}, noon(minutes(1))));
    ann = tell(*store, to_do(ann, CorrectEmail{address("ANN@example.com")}, noon(minutes(2))));
    require(store->find(acme(), address("ann@example.com")) == ann, "nobody's own address is in their way");
}

void corrections_swap_addresses(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "bob@example.com", noon()));
    User bob = tell(*store, to_invite(2, "ann@example.com", noon()));
    ann = tell(*store, to_do(ann, CorrectEmail{address("tmp@example.com")}, noon(minutes(1))));
    bob = tell(*store, to_do(bob, CorrectEmail{address("bob@example.com")}, noon(minutes(2))));
    ann = tell(*store, to_do(ann, CorrectEmail{address("ann@example.com")}, noon(minutes(3))));
    require(store->find(acme(), address("ann@example.com")) == ann &&
                store->find(acme(), address("bob@example.com")) == bob,
            "a corrected address is free for others at once");
    require(!store->find(acme(), address("tmp@example.com")), "an address that nobody kept belongs to nobody");
    tell(*store, to_invite(3, "tmp@example.com", noon(minutes(4))));
}

void order_of_the_checks(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, with_key(to_invite(1, "ann@example.com", noon()), "used", noon(hours(1))));
    const User bob = tell(*store, to_invite(2, "bob@example.com", noon()));
    tell(*store, to_do(bob, Edit{{.name = "Bob"}}, noon(tick)));

    Commit all_wrong = with_key(to_do(bob, CorrectEmail{ann.email}, noon(minutes(1))), "used", noon(hours(1)));
    all_wrong.only_if = {pending_below(0)};
    require_refused(*store, all_wrong, Outcome::key_taken, "the key is checked before the revision");
    all_wrong.key.reset();
    require_refused(*store, all_wrong, Outcome::revision_conflict, "the revision is checked before the address");
    Commit current = to_do(loaded(*store, acme(), bob.id), CorrectEmail{ann.email}, noon(minutes(1)));
    current.only_if = all_wrong.only_if;
    require_refused(*store, current, Outcome::address_taken, "the address is checked before the preconditions");
    Commit free_address =
        to_do(loaded(*store, acme(), bob.id), CorrectEmail{address("b@example.com")}, noon(minutes(1)));
    free_address.only_if = all_wrong.only_if;
    require_refused(*store, free_address, Outcome::precondition_failed, "the preconditions are checked last");

    Commit new_user = with_key(to_invite(1, "ann@example.com", noon()), "used", noon(hours(1)));
    new_user.only_if = {pending_below(0)};
    require_refused(*store, new_user, Outcome::key_taken, "a repeated commit finds its key taken");
    new_user.key.reset();
    require_refused(*store, new_user, Outcome::revision_conflict, "for a new user too, the revision is checked first");
}

void refused_leaves_no_trace(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    Commit very_first = with_key(to_invite(1, "ann@example.com", noon()), "k", noon(hours(1)));
    very_first.only_if = {pending_below(0)};
    require_refused(*store, very_first, Outcome::precondition_failed, "an account's first commit may be refused");
    require(store->claim_mail(noon(hours(1)), minutes(5), 10).empty(), "a refused commit queues no email");
    very_first.only_if.clear();
    const User ann = tell(*store, very_first);
    for (std::uint32_t n = 2; n < 5; ++n) {
        require_refused(*store, to_invite(n, "ann@example.com", noon()), Outcome::address_taken, "an address is taken");
    }
    const Commit next = to_do(ann, CopyLink{}, noon(minutes(1)));
    tell(*store, next);
    require(all_events(*store, acme()) == std::vector{PlacedEvent{1, very_first.event}, PlacedEvent{2, next.event}},
            "a refused commit uses up no position");
    require_equal(store->claim_mail(noon(hours(1)), minutes(5), 10).size(), 1, "a refused commit queues no email");
}

}  // namespace

std::vector<ContractCheck> commit_checks() {
    return {{"a commit stores the user, the event, the email and the key together", all_together},
            {"of commits with the same before, exactly one is committed", stale_before},
            {"a commit decided on a user who does not exist conflicts", before_without_user},
            {"a commit of a new user conflicts if the user exists", user_without_before},
            {"an address has one live holder", one_live_holder},
            {"a tombstone frees its address", tombstones_free_addresses},
            {"a user may keep their own address", own_address},
            {"corrected addresses are free at once", corrections_swap_addresses},
            {"a commit is checked in order: key, revision, address, preconditions", order_of_the_checks},
            {"a refused commit leaves no trace", refused_leaves_no_trace}};
}

}  // namespace beckon::testing
