// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

std::vector<std::string> recipients(const std::vector<ClaimedMail>& claimed) {
    std::vector<std::string> addresses;
    addresses.reserve(claimed.size());
    for (const auto& each : claimed) addresses.push_back(each.mail.intent.to.text());
    return addresses;
}

std::size_t due(Store& store, Instant now) { return store.claim_mail(now, lease, 10).size(); }

void handed_out_in_order(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->claim_mail(noon(), lease, 10).empty(), "nothing is due in an empty outbox");
    tell(*store, to_invite(9, "first@example.com", noon(seconds(1))));
    tell(*store, to_invite(4, "second@example.com", noon(seconds(2)), {"Member"}, globex()));
    tell(*store, to_invite(7, "third@example.com", noon(seconds(3))));
    tell(*store, to_adopt(1, "nothing@example.com", noon(seconds(4))));
    const User early = tell(*store, to_invite(2, "fourth@example.com", noon(seconds(5)), {"Member"}, globex()));
    tell(*store, to_do(early, Resend{}, noon(seconds(6))));
    require(store->claim_mail(noon(minutes(1)), lease, 0).empty(), "no more emails are handed out than were asked for");
    const Instant now = noon(minutes(1));
    require(recipients(store->claim_mail(now, lease, 2)) == Labels{"first@example.com", "second@example.com"},
            "emails of any account are handed out, the longest queued first, up to the limit");
    require(recipients(store->claim_mail(now, lease, std::numeric_limits<std::size_t>::max())) ==
                Labels{"third@example.com", "fourth@example.com", "fourth@example.com"},
            "an email is handed out to only one caller");
    require_equal(due(*store, now), 0, "an email that is held is not due");
}

void in_order_though_clocks_went_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::vector<MailIntent> queued;
    for (const int minute : {5, 7, 2, 3, 9, 3, 8, 1, 6, 4}) {
        const auto number = static_cast<std::uint32_t>(queued.size());
        const Commit commit = to_invite(number, "u" + std::to_string(number) + "@example.com", noon(minutes(minute)),
                                        {"Member"}, number % 3 == 0 ? globex() : acme());
        tell(*store, commit);
        queued.push_back(*commit.mail);
    }
    std::vector<MailIntent> handed_out;
    for (std::size_t i = 0; i < queued.size(); ++i) {
        const auto claimed = store->claim_mail(noon(hours(1)), lease, 1);
        require_equal(claimed.size(), 1, "an email is due whatever the clock showed when it was queued");
        handed_out.push_back(claimed.front().mail.intent);
    }
    require_equal(due(*store, noon(hours(1))), 0, "each email is handed out once, whatever the clock showed");
    const auto turn = [&](const MailIntent& intent) {
        return std::find(handed_out.begin(), handed_out.end(), intent) - handed_out.begin();
    };
    for (auto first = queued.begin(); first != queued.end(); ++first) {
        for (auto second = first + 1; second != queued.end(); ++second) {
            require(first->queued_at >= second->queued_at || turn(*first) < turn(*second),
                    "an email whose commit and `queued_at` both came earlier is handed out first");
        }
    }
}

void claim_says_what_it_is(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Commit commit = to_invite(1, "Ann@example.com", noon());
    tell(*store, commit);
    const ClaimedMail claimed = claim_one(*store, noon(minutes(1)), minutes(7));
    require(claimed.mail == MailRecord{.intent = *commit.mail}, "a claim hands out the email's record");
    require(claimed.lease_ends == noon(minutes(8)), "a lease lasts from the claim for as long as was asked for");
    require_equal(claimed.attempt(), 1U, "the first attempt has number 1");
    require(store->mail(acme(), user_number(1)) == std::vector{claimed.mail}, "a claim by itself changes no record");
}

void held_until_lease_ends(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    for (const Instant begin : {noon(), noon(lease), noon(lease * 2)}) {
        require_equal(due(*store, begin), 1, "an email is free at the instant at which its lease ends");
        require_equal(due(*store, begin), 0, "an email is held at the instant of its claim");
        require_equal(due(*store, begin + lease - tick), 0, "an email is held until its lease ends");
    }
}

void lease_is_the_holders(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    claim_one(*store, noon(), hours(1));
    require(store->claim_mail(noon(minutes(10)), minutes(1), 10).empty(),
            "a claim holds for its own lease, not for another's");
    claim_one(*store, noon(hours(1)), minutes(1));
    claim_one(*store, noon(hours(1) + minutes(1)), hours(9));
}

void clock_set_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon(-hours(9))));
    claim_one(*store, noon());
    require_equal(due(*store, noon(-tick)), 0, "a claim holds when the clock is set back a little");
    require_equal(due(*store, noon(-lease)), 0, "a claim holds when the clock is set back by the lease");
    const ClaimedMail again = claim_one(*store, noon(-lease - tick));
    require_equal(again.mail.lapses, 1U, "a claim has run out unsettled if the clock is set back to before it");
    require_equal(due(*store, noon(-lease - tick)), 0, "an email is held at the instant of its claim");
}

void lapses_are_counted(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const MailIntent intent = *to_invite(1, "a@example.com", noon()).mail;
    tell(*store, to_invite(1, "a@example.com", noon()));
    MailRecord expected{.intent = intent};
    for (std::uint32_t lapses = 0; lapses < 4; ++lapses) {
        expected.lapses = lapses;
        const ClaimedMail claimed = claim_one(*store, noon(lease * static_cast<int>(lapses)));
        require(claimed.mail == expected, "the record handed out counts each claim that ran out, as nothing else");
        require_equal(claimed.attempt(), 1U, "a claim that ran out is not an attempt");
        require(store->mail(acme(), user_number(1)) == std::vector{expected}, "the record kept counts them as well");
    }
    const ClaimedMail last = claim_one(*store, noon(lease * 4));
    store->settle_mail(last, {.delivery = Delivery::deferred, .at = noon(lease * 4), .unknown = true});
    const MailRecord after = claim_one(*store, noon(lease * 4)).mail;
    require_equal(after.attempts, 1U, "attempts counts no claim that ran out");
    require_equal(after.unknown, 1U, "unknown counts no claim that ran out");
    require_equal(after.lapses, 4U, "a claim that was settled has not run out");
}

void due_when_reached(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto defer = [&](Instant now, std::optional<Instant> until) {
        const auto claimed = claim_one(*store, now);
        store->settle_mail(claimed, {.delivery = Delivery::deferred, .at = now, .next_attempt_at = until});
    };
    defer(noon(), noon(hours(1)));
    require_equal(due(*store, noon()), 0, "a deferred email is not due before `next_attempt_at`");
    require_equal(due(*store, noon(hours(1) - tick)), 0, "a deferred email is not due before `next_attempt_at`");
    defer(noon(hours(1)), noon(tick));  // Due again in the past.
    defer(noon(tick), std::nullopt);
    defer(noon(-hours(9000)), noon(hours(9000)));
    require_equal(due(*store, noon(hours(9000)) - tick), 0, "a deferred email is not due before `next_attempt_at`");
    claim_one(*store, noon(hours(9000)));
}

void due_at_once(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    require_equal(due(*store, noon(-hours(9000))), 1,
                  "an email without `next_attempt_at` is due whatever the clock shows");
}

void the_waiting_keep_nobody_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (const auto& [number, email] : {std::pair(1U, "a@x.com"), std::pair(2U, "b@x.com"), std::pair(3U, "c@x.com")}) {
        tell(*store, to_invite(number, email, noon(seconds(number))));
    }
    const auto first = store->claim_mail(noon(minutes(1)), lease, 1).at(0);
    store->settle_mail(first,
                       {.delivery = Delivery::deferred, .at = noon(minutes(1)), .next_attempt_at = noon(hours(1))});
    store->claim_mail(noon(minutes(1)), lease, 1);
    require(recipients(store->claim_mail(noon(minutes(1)), lease, 1)) == Labels{"c@x.com"},
            "neither an email that waits nor one that is held takes another's place");
    require(recipients(store->claim_mail(noon(hours(1)), lease, 10)) == Labels{"a@x.com", "b@x.com", "c@x.com"},
            "an email that waited keeps its place");
}

void claims_touch_nothing_else(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User bob = tell(*store, to_invite(2, "b@example.com", noon()));
    store->settle_mail(claim_one(*store, noon()), {.delivery = Delivery::deferred, .at = noon()});
    tell(*store, to_do(bob, Cancel{}, noon(tick)));
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    View before = view_of(*store, acme(), noon());
    const auto claimed = store->claim_mail(noon(), lease, 10);
    require_equal(claimed.size(), 2, "the email of a tombstone is due as well: a store has no such rule");
    require(view_of(*store, acme(), noon()) == before, "a first claim changes nothing that is shown");
    for (const auto& each : claimed) store->settle_mail(each, {.delivery = Delivery::sent, .at = noon()});
    View after = view_of(*store, acme(), noon());
    before.mails = after.mails = {};
    before.deliveries = after.deliveries = {};
    for (View* each : {&before, &after}) {
        for (UserRow& row : each->listed) row.delivery.reset();
    }
    require(after == before, "settling changes only the email, and how lists show it");
    tell(*store, to_do(ann, Accept{}, noon(minutes(1))));
}

}  // namespace

std::vector<ContractCheck> claim_checks() {
    return {
        {"emails are handed out once, the longest queued first, up to the limit", handed_out_in_order},
        {"an email that was queued earlier, by commit and time, is handed out first", in_order_though_clocks_went_back},
        {"a claim hands out the email's record and its lease", claim_says_what_it_is},
        {"an email is held until the instant at which its lease ends", held_until_lease_ends},
        {"a claim holds for its own lease", lease_is_the_holders},
        {"a clock set back by more than the lease frees an email", clock_set_back},
        {"a claim that ran out is counted by the next", lapses_are_counted},
        {"a deferred email is due from `next_attempt_at` on", due_when_reached},
        {"an email without `next_attempt_at` is due at once", due_at_once},
        {"an email that waits or is held delays no other", the_waiting_keep_nobody_back},
        {"claims and settlements change only emails", claims_touch_nothing_else}};
}

}  // namespace beckon::testing
