// SPDX-License-Identifier: MIT
#include "beckon/lifecycle/erasure.hpp"

#include <algorithm>

#include "beckon/lifecycle/evolve.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

/// The history of the user to erase, with everything personal in every place where it may be.
struct Story {
    User gone;
    std::vector<Commit> commits;
};

/// User 1 came, was edited, corrected, deactivated and removed. Every commit had a key. Users 2 and 3 stay.
Story tell_of_ann(Store& store) {
    Story story{to_invite(1, "Ann@example.com", noon(), {"Owner", "Agent"}).after, {}};
    tell(store, with_key(to_invite(2, "bob@example.com", noon(), {"Owner"}), "bob's", noon(hours(99))));
    const auto told = [&](Commit commit) {
        story.commits.push_back(
            with_key(std::move(commit), "k" + std::to_string(story.commits.size()), noon(hours(99))));
        story.gone = tell(store, story.commits.back());
    };
    told(to_invite(1, "Ann@example.com", noon(), {"Owner", "Agent"}));
    told(to_do(story.gone,
               Edit{{.name = "Ann A", .locale = "de", .attributes = {{"teams", {"t"}}, {"inboxes", {"i"}}}}},
               noon(minutes(1))));
    told(to_do(story.gone, CorrectEmail{address("Ann.B@example.com")}, noon(minutes(2))));
    tell(store, to_adopt(3, "cy@example.com", noon(), {"Agent"}));
    told(to_do(story.gone, Resend{{.note = "Dear Ann", .by_hand = true}}, noon(minutes(3))));
    told(to_do(story.gone, SendNew{{.note = "Ann, once more"}}, noon(hours(24) + minutes(3))));
    told(to_do(story.gone, Accept{}, noon(minutes(4))));
    told(to_do(story.gone, Edit{{.name = "Ann B", .roles = Labels{"Agent"}}}, noon(minutes(5))));
    told(to_do(story.gone, Edit{{.locale = "en"}}, noon(minutes(6))));
    told(to_do(story.gone, Deactivate{}, noon(minutes(7))));
    told(to_do(story.gone, Remove{}, noon(minutes(8))));
    return story;
}

void must_erase(Store& store, const UserId& user) { require(store.erase(acme(), user), "a tombstone can be erased"); }

void user_and_events(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Story story = tell_of_ann(*store);
    const auto before = all_events(*store, acme());
    must_erase(*store, story.gone.id);
    require(store->load(acme(), story.gone.id) == erased(story.gone),
            "an erased user is as lifecycle/erasure.hpp says");
    std::vector<PlacedEvent> expected = before;
    for (PlacedEvent& each : expected) {
        if (each.event.user == story.gone.id) each.event = erased(each.event);
    }
    require(all_events(*store, acme()) == expected,
            "an erased user's events are as lifecycle/erasure.hpp says, in their places, and others' are unchanged");
    std::optional<User> folded;
    const auto own = all_events(*store, acme(), story.gone.id);
    require_equal(own.size(), story.commits.size(), "an erased user keeps their events");
    for (const auto& each : own) folded = evolve(folded ? &*folded : nullptr, each.event);
    require(folded == erased(story.gone), "the events of an erased user add up to the user");
}

void adopted_too(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User bob = tell(*store, to_adopt(1, "bob@example.com", noon()));
    bob = tell(*store, to_do(bob, Remove{}, noon(minutes(1))));
    const auto before = all_events(*store, acme());
    must_erase(*store, bob.id);
    require(store->load(acme(), bob.id) == erased(bob), "an erased user is as lifecycle/erasure.hpp says");
    require(all_events(*store, acme()) ==
                std::vector<PlacedEvent>{{1, erased(before[0].event)}, {2, erased(before[1].event)}},
            "an erased user's events are as lifecycle/erasure.hpp says");
    require(store->mail(acme(), bob.id).empty(), "a user without emails has none when erased");
}

void mails_go_to_nobody(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    const auto settled_as = [&](Delivery delivery) {
        const auto claimed = store->claim_mail(noon(minutes(1)), lease, 10);
        require_equal(claimed.size(), 1, "one email is due");
        const Settlement settlement{
            .delivery = delivery,
            .at = noon(minutes(2)),
            .unknown = true,
            .next_attempt_at = delivery == Delivery::deferred ? std::optional(noon(hours(1))) : std::nullopt,
            .detail = "<ann@example.com> said no"};
        require(store->settle_mail(claimed.front(), settlement) == SettleResult::settled, "a holder can settle");
        ann = tell(*store, to_do(ann, Resend{}, noon(minutes(3))));
    };
    for (const Delivery each : {Delivery::sent, Delivery::failed, Delivery::dropped, Delivery::deferred}) {
        settled_as(each);
    }
    store->bounce_mail(acme(), ann.id, ann.revision, noon(minutes(4)), "<ann@example.com> is unknown");
    ann = tell(*store, to_do(ann, Resend{by_hand}, noon(minutes(5))));
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(5))));
    ann = tell(*store, to_do(ann, Cancel{}, noon(minutes(6))));
    tell(*store, to_invite(2, "bob@example.com", noon()));
    const auto bobs = store->mail(acme(), user_number(2));
    std::vector<MailRecord> expected = store->mail(acme(), ann.id);
    require_equal(expected.size(), 7, "each email is kept");
    for (MailRecord& mail : expected) {
        mail.intent.to = erased_address();
        mail.detail.clear();
        if (mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred) mail.delivery = Delivery::dropped;
    }
    must_erase(*store, ann.id);
    std::vector<MailRecord> mails = store->mail(acme(), ann.id);
    require_equal(mails.size(), expected.size(), "an erased user keeps their emails");
    for (std::size_t i = 0; i < mails.size(); ++i) {
        if (mails[i].delivery == Delivery::dropped) mails[i].next_attempt_at = expected[i].next_attempt_at;
        require(mails[i] == expected[i],
                "an erased user's emails have no recipient and no detail, and unsettled ones are dropped");
    }
    require(store->mail(acme(), user_number(2)) == bobs, "others' emails stay when a user is erased");
    const auto claimed = store->claim_mail(noon(hours(9)), lease, 10);
    require(claimed.size() == 1 && claimed[0].mail.intent.user == user_number(2),
            "an erased user's emails are not handed out");
}

void claim_ends_with_erasure(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    tell(*store, to_do(ann, Cancel{}, noon(minutes(1))));
    const auto claimed = store->claim_mail(noon(minutes(2)), lease, 10);
    require_equal(claimed.size(), 1, "one email is due");
    must_erase(*store, ann.id);
    const auto mails = store->mail(acme(), ann.id);
    for (const Delivery each : {Delivery::sent, Delivery::deferred}) {
        require(store->settle_mail(claimed.front(), {.delivery = each, .at = noon(minutes(3)), .detail = "ann"}) ==
                    SettleResult::not_held,
                "a claim on an erased user's email can no longer settle it");
    }
    require(store->mail(acme(), ann.id) == mails, "a settlement without a claim changes nothing");
    require(store->claim_mail(noon(hours(1)), lease, 10).empty(), "an erased user's emails are not handed out");
    require(store->bounce_mail(acme(), ann.id, 1, noon(hours(2)), ""), "an erased user's email may bounce");
}

void addresses_forgotten(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto last = [&](const char* text) { return last_mail_at(*store, acme(), address(text)); };
    const User zoe = tell(*store, to_invite(4, "ann@example.com", noon(-hours(1))));
    tell(*store, to_do(zoe, Cancel{}, noon(-minutes(50))));
    const Story story = tell_of_ann(*store);
    tell(*store, to_invite(5, "ann.b@example.com", noon(hours(1))));
    tell(*store, to_invite(1, "ann.b@example.com", noon(hours(2)), {"Member"}, globex()));
    send_all(*store, noon(hours(2)));
    require(last("ann@example.com") == noon() && last("ann.b@example.com") == noon(hours(1)),
            "the last email is the last one to the address, no matter who has the address");
    must_erase(*store, story.gone.id);
    require(last("ann@example.com") == noon(-hours(1)), "others' emails to an erased user's address stay known");
    require(last("ann.b@example.com") == noon(hours(1)), "others' emails to an erased user's address stay known");
    must_erase(*store, zoe.id);
    require(!last("ann@example.com"), "the time of an erased user's last email is not known by address");
    require(last("bob@example.com") == noon(), "the time of others' last email stays known");
    require(last_mail_at(*store, globex(), address("ann.b@example.com")) == noon(hours(2)),
            "erasing in one account changes nothing in another");
    const Commit again = to_invite(6, "ANN@example.com", noon(hours(3)));
    tell(*store, again);
    require(last("ann@example.com") == noon(hours(3)), "an erased user's address may be invited again");
    require(store->find(acme(), address("ann@example.com")) == again.after && !store->find(acme(), erased_address()),
            "an erased user holds no address");
}

void keys_forgotten(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Story story = tell_of_ann(*store);
    must_erase(*store, story.gone.id);
    for (const Commit& commit : story.commits) {
        require(!remembered(*store, acme(), commit.key->key, noon()),
                "the keys of an erased user's commits are deleted");
    }
    require(remembered(*store, acme(), "bob's", noon()).has_value(), "the keys of others' commits stay");
    tell(*store, with_key(to_invite(7, "new@example.com", noon()), story.commits.front().key->key, noon(hours(99))));
}

void others_stay(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Story story = tell_of_ann(*store);
    tell(*store, with_key(to_invite(1, "ann@example.com", noon(), {"Owner"}, globex()), "k1", noon(hours(99))));
    const View here = view_of(*store, acme(), noon());
    const View there = view_of(*store, globex(), noon());
    must_erase(*store, story.gone.id);
    const View after = view_of(*store, acme(), noon());
    require(after.listed == here.listed && after.counts == here.counts && after.deliveries == here.deliveries,
            "erasing a tombstone changes no list and no count");
    require(counters(*store, acme(), "Owner") == AccountFacts{1, 0} &&
                counters(*store, acme(), "Agent") == AccountFacts{1, 1},
            "erasing a tombstone changes no list and no count");
    for (const std::uint32_t n : {2U, 3U}) {
        const auto user = store->load(acme(), user_number(n));
        const auto is_as_before = [&](const Seen& seen) { return seen.user == user; };
        require(user && std::any_of(here.seen.begin(), here.seen.end(), is_as_before),
                "erasing one user changes no other");
    }
    require(view_of(*store, globex(), noon()) == there, "erasing in one account changes nothing in another");
    require_refused(*store, to_invite(1, "new@example.com", noon()), CommitResult::Outcome::revision_conflict,
                    "an erased user is still a user");
    const Commit next = to_invite(8, "next@example.com", noon());
    tell(*store, next);
    require(
        all_events(*store, acme()).back() == PlacedEvent{static_cast<std::int64_t>(here.events.size()) + 1, next.event},
        "erasing uses up no position");
}

void only_tombstones(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(!store->erase(acme(), user_number(1)), "a user who never existed cannot be erased");
    const Story story = tell_of_ann(*store);
    tell(*store, to_do(loaded(*store, acme(), user_number(3)), Deactivate{}, noon(hours(1))));
    tell(*store, to_adopt(4, "d@example.com", noon()));
    tell(*store, to_adopt(1, "ann@example.com", noon(), {"Owner"}, globex()));
    tell(*store, to_adopt(9, "e@example.com", noon(), {"Owner"}, globex()));
    const View here = view_of(*store, acme(), noon(), story.commits);
    const View there = view_of(*store, globex(), noon());
    for (const std::uint32_t n : {2U, 3U, 4U}) {
        require(!store->erase(acme(), user_number(n)), "a live user cannot be erased");
    }
    require(!store->erase(acme(), user_number(9)), "a user of another account cannot be erased");
    require(!store->erase(globex(), user_number(1)), "a live user cannot be erased");
    require(!store->erase(AccountId::parse("nobody").value(), user_number(1)),
            "a user who never existed cannot be erased");
    require(view_of(*store, acme(), noon(), story.commits) == here && view_of(*store, globex(), noon()) == there,
            "what cannot be erased stays unchanged");
    require_equal(store->claim_mail(noon(hours(9)), lease, 10).size(), 4, "what cannot be erased stays unchanged");
}

void once_more(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Story story = tell_of_ann(*store);
    const User zoe = tell(*store, to_invite(4, "zoe@example.com", noon()));
    tell(*store, to_do(zoe, Cancel{}, noon(tick)));
    must_erase(*store, story.gone.id);
    must_erase(*store, zoe.id);
    const View before = view_of(*store, acme(), noon(), story.commits);
    must_erase(*store, story.gone.id);
    must_erase(*store, zoe.id);
    require(view_of(*store, acme(), noon(), story.commits) == before, "erasing again changes nothing");
}

void stays_erased(const StoreUnderTest& mine) {
    auto store = mine.open_fresh();
    const Story story = tell_of_ann(*store);
    must_erase(*store, story.gone.id);
    store->bounce_mail(acme(), user_number(2), 1, noon(hours(1)), "came back");
    const View before = view_of(*store, acme(), noon(), story.commits);
    store.reset();
    store = mine.reopen();
    require(view_of(*store, acme(), noon(), story.commits) == before, "what was erased stays erased");
    require(store->load(acme(), story.gone.id) == erased(story.gone), "what was erased stays erased");
    require(store->claim_mail(noon(hours(9)), lease, 10).empty(), "what was erased or has bounced stays so");
}

}  // namespace

std::vector<ContractCheck> erasure_checks() {
    return {{"an erased user and their events are blank", user_and_events},
            {"an erased user who was adopted is blank too", adopted_too},
            {"an erased user's emails have no recipient", mails_go_to_nobody},
            {"a claim on an erased user's email can no longer settle it", claim_ends_with_erasure},
            {"the time of an erased user's last email is forgotten", addresses_forgotten},
            {"the keys of an erased user's commits are deleted", keys_forgotten},
            {"erasing one user changes nothing about other users", others_stay},
            {"only a tombstone can be erased", only_tombstones},
            {"erasing again changes nothing", once_more},
            {"what was erased stays erased after the store is reopened", stays_erased, true}};
}

}  // namespace beckon::testing
