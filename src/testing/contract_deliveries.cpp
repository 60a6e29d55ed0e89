// SPDX-License-Identifier: MIT
#include <algorithm>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

void settle(Store& store, const ClaimedMail& claimed, Delivery delivery) {
    require(store.settle_mail(claimed, {.delivery = delivery, .at = noon()}) == SettleResult::settled,
            "the holder of an email can settle it");
}

/// Requires that every way of asking for the delivery of the account's only user returns this.
void require_delivery(Store& store, std::optional<Delivery> expected) {
    const auto page = store.list({.account = acme(), .now = noon()});
    require(page.users.size() == 1 && page.users.front().delivery == expected,
            "a list shows what became of a user's newest email");
    DeliveryCounts counts;
    count_of(counts, expected) = 1;
    require(store.count_deliveries(acme()) == counts, "count_deliveries counts users by their newest email's state");
    for (const Delivery each : all_deliveries) {
        const auto users = store.list({.account = acme(), .now = noon(), .deliveries = {each}}).users;
        require_equal(users.size(), each == expected ? 1 : 0,
                      "a list filtered by delivery shows the users whose newest email is in this state");
        std::vector<Delivery> others(all_deliveries.begin(), all_deliveries.end());
        others.erase(std::find(others.begin(), others.end(), each));
        require_equal(store.list({.account = acme(), .now = noon(), .deliveries = others}).users.size(),
                      expected && each != expected ? 1 : 0,
                      "a list filtered by deliveries shows the users whose newest email is in one of these states");
    }
}

void of_the_newest_mail(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Commit invite = to_invite(1, "a@example.com", noon());
    User ann = tell(*store, invite);
    require_delivery(*store, Delivery::queued);
    ClaimedMail claimed = claim_one(*store, noon());
    require_delivery(*store, Delivery::queued);
    settle(*store, claimed, Delivery::deferred);
    require_delivery(*store, Delivery::deferred);
    ann = tell(*store, to_do(ann, Edit{{.name = "Ann B"}}, noon(minutes(1))));
    require_delivery(*store, Delivery::deferred);
    claimed = claim_one(*store, noon(lease));
    require_delivery(*store, Delivery::deferred);
    ann = tell(*store, to_do(ann, Resend{}, noon(-hours(1))));  // The clock was set back.
    require_delivery(*store, Delivery::queued);
    settle(*store, claimed, Delivery::sent);  // The older one.
    require_delivery(*store, Delivery::queued);
    settle(*store, claim_one(*store, noon()), Delivery::sent);
    require_delivery(*store, Delivery::sent);
    store->bounce_mail(acme(), ann.id, invite.after.revision, noon(), "the older one");
    require_delivery(*store, Delivery::sent);
    store->bounce_mail(acme(), ann.id, ann.revision, noon(), "the newest");
    require_delivery(*store, Delivery::bounced);
    ann = tell(*store, to_do(ann, CorrectEmail{address("b@example.com")}, noon(minutes(2))));
    require_delivery(*store, Delivery::queued);
    settle(*store, claim_one(*store, noon()), Delivery::failed);
    require_delivery(*store, Delivery::failed);
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(3))));
    settle(*store, claim_one(*store, noon()), Delivery::dropped);
    require_delivery(*store, Delivery::dropped);
    ann = tell(*store, to_do(ann, Resend{by_hand}, noon(minutes(3))));
    require_delivery(*store, Delivery::by_hand);
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(3))));
    require_delivery(*store, Delivery::queued);
    settle(*store, claim_one(*store, noon(minutes(3))), Delivery::dropped);
    ann = tell(*store, to_do(ann, Accept{}, noon(minutes(4))));
    require_delivery(*store, Delivery::dropped);
    tell(*store, to_do(ann, Remove{}, noon(minutes(5))));
    require(store->count_deliveries(acme()) == DeliveryCounts{}, "count_deliveries counts no tombstone");
    tell(*store, to_adopt(2, "b@example.com", noon()));
    require_delivery(*store, std::nullopt);
}

void counted(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->count_deliveries(acme()) == DeliveryCounts{}, "an account without commits counts nobody");
    for (std::uint32_t n = 1; n <= 10; ++n) tell(*store, to_invite(n, "u" + std::to_string(n) + "@x.example", noon()));
    for (std::uint32_t n = 11; n <= 13; ++n) tell(*store, to_adopt(n, "u" + std::to_string(n) + "@x.example", noon()));
    tell(*store, to_do(loaded(*store, acme(), user_number(10)), Cancel{}, noon(tick)));
    const auto claimed = store->claim_mail(noon(), minutes(1), 8);
    require_equal(claimed.size(), 8, "eight emails are due");
    const std::vector<Delivery> outcomes{Delivery::sent,   Delivery::sent,       Delivery::deferred,
                                         Delivery::failed, Delivery::failed,     Delivery::dropped,
                                         Delivery::sent,   Delivery::unconfirmed};
    for (std::size_t i = 0; i < outcomes.size(); ++i) settle(*store, claimed[i], outcomes[i]);
    store->bounce_mail(acme(), user_number(1), 1, noon(), "");
    tell(*store, to_invite(14, "u14@x.example", noon(), by_hand));
    tell(*store, to_invite(1, "a@example.com", noon(), {"Member"}, globex()));
    tell(*store, to_invite(2, "b@example.com", noon(), {"Member"}, globex()));
    require(store->count_deliveries(acme()) == DeliveryCounts{3, 1, 2, 1, 2, 1, 1, 1, 1},
            "count_deliveries counts the live users whose newest email is in each state");
    require(store->count_deliveries(globex()) == DeliveryCounts{.queued = 2},
            "count_deliveries counts the users of one account");
}

}  // namespace

std::vector<ContractCheck> delivery_checks() {
    return {{"a list and count_deliveries show what became of each newest email", of_the_newest_mail},
            {"count_deliveries counts the live users by their newest email", counted}};
}

}  // namespace beckon::testing
