// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

void everything_committed_is_kept(const StoreUnderTest& mine) {
    auto store = mine.open_fresh();
    const Commit keyed = with_key(to_invite(1, "a@example.com", noon(), {"Owner"}), "k", noon(hours(9)));
    User ann = tell(*store, keyed);
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(1))));
    ann = tell(*store, to_do(ann, Accept{}, noon(minutes(2))));
    tell(*store, to_do(tell(*store, to_invite(2, "b@example.com", noon())), Cancel{}, noon(minutes(3))));
    tell(*store, to_invite(3, "b@example.com", noon(minutes(4))));
    require(store->commit_all(std::vector{to_invite(4, "d@example.com", noon()), to_adopt(5, "e@example.com", noon())})
                    .outcome == CommitResult::Outcome::committed,
            "commits are accepted if nothing prevents them");
    tell(*store, to_adopt(1, "a@example.com", noon(), {"Owner"}, globex()));
    for (const auto& claimed : store->claim_mail(noon(minutes(5)), minutes(1), 1)) {
        store->settle_mail(claimed, {.delivery = Delivery::sent, .at = noon(minutes(5)), .detail = "250 Ok"});
    }
    const View before = view_of(*store, acme(), noon(minutes(6)), {keyed});
    const View other = view_of(*store, globex(), noon(minutes(6)));
    store.reset();
    store = mine.reopen();
    require(view_of(*store, acme(), noon(minutes(6)), {keyed}) == before, "a reopened store returns the same answers");
    require(view_of(*store, globex(), noon(minutes(6))) == other, "a reopened store returns the same answers");

    require_refused(*store, to_invite(9, "A@example.com", noon()), CommitResult::Outcome::address_taken,
                    "a reopened store knows who holds an address");
    require_refused(*store, keyed, CommitResult::Outcome::key_taken, "a reopened store knows its keys");
    const Commit next = to_do(ann, Deactivate{}, noon(minutes(7)));
    tell(*store, next);
    const std::int64_t position = static_cast<std::int64_t>(before.events.size()) + 1;
    const auto events = all_events(*store, acme());
    require(!events.empty() && events.back() == PlacedEvent{position, next.event}, "a reopened store goes on counting");
}

void claims_are_kept(const StoreUnderTest& mine) {
    auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_invite(2, "b@example.com", noon(tick)));
    const auto claimed = store->claim_mail(noon(minutes(1)), lease, 10);
    require_equal(claimed.size(), 2, "two emails are due");
    store.reset();
    store = mine.reopen();
    const Instant end = noon(minutes(1)) + lease;
    require(store->claim_mail(end - tick, lease, 10).empty(), "a claim still holds after the store is reopened");
    require(store->settle_mail(claimed[0], {.delivery = Delivery::sent, .at = end}) == SettleResult::settled,
            "a claim can still settle after the store is reopened");
    const auto again = store->claim_mail(end, lease, 10);
    require(again.size() == 1 && again[0].mail.lapses == 1,
            "a claim from before the reopening runs out and is counted");
    require(store->settle_mail(claimed[1], {.delivery = Delivery::sent, .at = end}) == SettleResult::not_held,
            "fences go on after the store is reopened");
}

}  // namespace

std::vector<ContractCheck> durability_checks() {
    return {{"what was committed is there after the store is reopened", everything_committed_is_kept, true},
            {"claims still hold after the store is reopened", claims_are_kept, true}};
}

}  // namespace beckon::testing
