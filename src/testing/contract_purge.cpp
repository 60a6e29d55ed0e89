// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

/// Users 1 to 6 are removed an hour after each other, in the order 3, 1, 6, 2, 5, 4; user 7 is invited, 8 active and 9
/// deactivated since long ago.
std::vector<Commit> tell_of_nine(Store& store) {
    std::vector<Commit> all;
    const auto told = [&](const Commit& commit) {
        all.push_back(with_key(commit, "k" + std::to_string(all.size()), noon(hours(999))));
        return tell(store, all.back());
    };
    const auto email = [](std::uint32_t n) { return "u" + std::to_string(n) + "@example.com"; };
    for (std::uint32_t n = 1; n <= 7; ++n) told(to_invite(n, email(n), noon(), {"Owner"}));
    told(to_adopt(8, email(8), noon(-hours(999)), {"Owner"}));
    told(to_do(told(to_adopt(9, email(9), noon(-hours(999)), {"Owner"})), Deactivate{}, noon(-hours(998))));
    int hour = 0;
    for (const std::uint32_t n : {3U, 1U, 6U, 2U, 5U, 4U}) {
        const User user = loaded(store, acme(), user_number(n));
        const Instant then = noon(hours(++hour));
        told(n % 2 == 0 ? to_do(user, Cancel{}, then) : to_do(user, Decline{}, then));
    }
    return all;
}

std::vector<std::uint32_t> left(Store& store) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t n = 1; n <= 9; ++n) {
        if (store.load(acme(), user_number(n))) numbers.push_back(n);
    }
    return numbers;
}

using Numbers = std::vector<std::uint32_t>;

void removed_before_then(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require_equal(store->purge(acme(), noon(), 10), 0, "an account without commits has nothing to purge");
    tell_of_nine(*store);
    const View before = view_of(*store, acme(), noon());
    require_equal(store->purge(acme(), noon(hours(1)), 10), 0,
                  "purge deletes tombstones removed before the given time");
    require(view_of(*store, acme(), noon()) == before, "a purge that deletes nobody changes nothing");
    require_equal(store->purge(acme(), noon(hours(1)) + tick, 10), 1,
                  "purge deletes tombstones removed before the given time");
    require(left(*store) == Numbers{1, 2, 4, 5, 6, 7, 8, 9}, "purge deletes tombstones removed before the given time");
    require_equal(store->purge(acme(), noon(hours(3)), 10), 1,
                  "purge deletes tombstones removed before the given time");
    require(left(*store) == Numbers{2, 4, 5, 6, 7, 8, 9}, "purge deletes tombstones removed before the given time");
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
    require_equal(store->purge(acme(), noon(hours(9000)), all), 4, "purge returns the number deleted");
    require(left(*store) == Numbers{7, 8, 9}, "purge deletes no live user");
    require_equal(store->purge(acme(), noon(hours(9000)), 10), 0, "a user is purged only once");
}

void first_removed_first(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_nine(*store);
    const Instant then = noon(hours(9000));
    require_equal(store->purge(acme(), then, 0), 0, "purge deletes no more than asked for");
    require_equal(store->purge(acme(), then, 2), 2, "purge deletes as many as asked for");
    require(left(*store) == Numbers{2, 4, 5, 6, 7, 8, 9}, "purge deletes the tombstones removed earliest first");
    require_equal(store->purge(acme(), noon(hours(4)) + tick, 2), 2, "purge deletes as many as asked for");
    require(left(*store) == Numbers{4, 5, 7, 8, 9}, "purge deletes the tombstones removed earliest first");
    require_equal(store->purge(acme(), then, 1), 1, "purge deletes as many as asked for");
    require(left(*store) == Numbers{4, 7, 8, 9}, "purge deletes the tombstones removed earliest first");
    require_equal(store->purge(acme(), then, 2), 1, "purge returns the number deleted");
    require(left(*store) == Numbers{7, 8, 9}, "purge deletes no live user");
}

void nothing_of_them_is_left(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto commits = tell_of_nine(*store);
    for (const auto& claimed : store->claim_mail(noon(hours(9000)), lease, 100)) {
        store->settle_mail(claimed, {.delivery = Delivery::deferred, .at = noon(hours(9000))});
    }
    const auto feed = all_events(*store, acme());
    require_equal(store->purge(acme(), noon(hours(3)), 10), 2, "purge returns the number deleted");
    const auto is_gone = [](const UserId& user) { return user == user_number(1) || user == user_number(3); };
    std::vector<PlacedEvent> rest = feed;
    std::erase_if(rest, [&](const PlacedEvent& each) { return is_gone(each.event.user); });
    require_equal(rest.size(), feed.size() - 4, "each user has their events");
    require(all_events(*store, acme()) == rest,
            "a purge deletes the users' events and leaves the others in their places");
    for (const Commit& commit : commits) {
        const bool gone = is_gone(commit.after.id);
        require(remembered(*store, acme(), commit.key->key, noon()).has_value() != gone,
                "a purge deletes the users' keys");
        require(store->load(acme(), commit.after.id).has_value() != gone, "a purge deletes the users");
        require(all_events(*store, acme(), commit.after.id).empty() == gone, "a purge deletes the users' events");
        if (!commit.mail) continue;
        require(store->mail(acme(), commit.after.id).empty() == gone, "a purge deletes the users' emails");
        require(last_mail_at(*store, acme(), commit.after.email).has_value() != gone,
                "the time of a purged user's last email is forgotten");
    }
    const auto claimed = store->claim_mail(noon(hours(9)), lease, 20);
    require_equal(claimed.size(), 5, "emails of purged users are not handed out, and others are");
    for (const auto& each : claimed) {
        require(!is_gone(each.mail.intent.user), "emails of purged users are not handed out, and others are");
    }
    const EventPage page = store->events({.account = acme(), .after = 1, .size = 1});
    require(page.events == std::vector{rest.front()} && page.more, "pages of the feed go on across what was purged");
}

void positions_are_not_given_again(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_do(ann, Cancel{}, noon(tick)));
    require_equal(store->purge(acme(), noon(hours(1)), 10), 1, "purge returns the number deleted");
    require(all_events(*store, acme()).empty(), "a purge deletes the users' events");
    const Commit next = to_invite(2, "a@example.com", noon(hours(2)));
    tell(*store, next);
    require(all_events(*store, acme()) == std::vector{PlacedEvent{3, next.event}},
            "positions of purged events are not reused");
    tell(*store, to_do(next.after, Cancel{}, noon(hours(3))));
    const Commit last = to_adopt(3, "b@example.com", noon(hours(4)));
    tell(*store, last);
    store->purge(acme(), noon(hours(9)), 10);
    require(all_events(*store, acme()) == std::vector{PlacedEvent{5, last.event}}, "positions never change");
}

void held_mails_go(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_do(ann, Cancel{}, noon(tick)));
    tell(*store, to_invite(2, "a@example.com", noon(minutes(1))));
    const auto claimed = store->claim_mail(noon(minutes(2)), lease, 10);
    require_equal(claimed.size(), 2, "two emails are due");
    require_equal(store->purge(acme(), noon(hours(1)), 10), 1, "purge returns the number deleted");
    const View before = view_of(*store, acme(), noon());
    require(store->settle_mail(claimed[0], {.delivery = Delivery::sent, .at = noon()}) == SettleResult::not_held,
            "the holder of a purged user's email cannot settle it");
    require(!store->bounce_mail(acme(), ann.id, 1, noon(), "x"), "a purged user has no emails");
    require(!store->erase(acme(), ann.id), "a purged user cannot be erased");
    require(view_of(*store, acme(), noon()) == before, "what was purged no longer has any effect");
    require(last_mail_at(*store, acme(), address("a@example.com")) == noon(minutes(1)),
            "the time of others' last email stays known");
    require(store->settle_mail(claimed[1], {.delivery = Delivery::sent, .at = noon()}) == SettleResult::settled,
            "a purge leaves others' emails unchanged");
}

void others_stay(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_nine(*store);
    const User same = tell(*store, to_invite(3, "u3@example.com", noon(), {"Owner"}, globex()));
    tell(*store, to_do(same, Cancel{}, noon(tick)));
    const View here = view_of(*store, acme(), noon());
    const View there = view_of(*store, globex(), noon());
    require_equal(store->purge(acme(), noon(hours(9)), 10), 6, "purge returns the number deleted");
    const View after = view_of(*store, acme(), noon());
    require(after.listed == here.listed && after.counts == here.counts && after.deliveries == here.deliveries,
            "a purge changes no list and no count");
    require(counters(*store, acme(), "Owner") == AccountFacts{1, 1}, "a purge changes no list and no count");
    require(view_of(*store, globex(), noon()) == there, "a purge of one account deletes nothing in another");
    require_equal(store->claim_mail(noon(hours(9)), lease, 20).size(), 2, "a purge leaves others' emails unchanged");
}

void erased_ones_too(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_nine(*store);
    for (const std::uint32_t n : {3U, 6U}) require(store->erase(acme(), user_number(n)), "a tombstone can be erased");
    require_equal(store->purge(acme(), noon(hours(2)), 10), 1, "an erased user is purged like any other");
    require(left(*store) == Numbers{1, 2, 4, 5, 6, 7, 8, 9}, "an erased user is purged like any other");
    require_equal(store->mail(acme(), user_number(6)).size(), 1, "purging one erased user leaves another in place");
    require_equal(all_events(*store, acme(), user_number(6)).size(), 2,
                  "purging one erased user leaves another in place");
    require_equal(store->purge(acme(), noon(hours(9)), 10), 5, "an erased user is purged like any other");
}

void stays_purged(const StoreUnderTest& mine) {
    auto store = mine.open_fresh();
    const auto commits = tell_of_nine(*store);
    const auto last = all_events(*store, acme()).back().position;
    store->purge(acme(), noon(hours(9)), 10);
    const View before = view_of(*store, acme(), noon(), commits);
    store.reset();
    store = mine.reopen();
    require(view_of(*store, acme(), noon(), commits) == before, "what was purged stays purged");
    require(left(*store) == Numbers{7, 8, 9}, "what was purged stays purged");
    const Commit next = to_invite(10, "u3@example.com", noon());
    tell(*store, next);
    require(all_events(*store, acme()).back() == PlacedEvent{last + 1, next.event},
            "positions of purged events are not reused after the store is reopened");
}

}  // namespace

std::vector<ContractCheck> purge_checks() {
    return {{"purge deletes tombstones removed before the given time", removed_before_then},
            {"purge deletes the earliest removed first, and no more than asked for", first_removed_first},
            {"a purge leaves nothing of the users behind", nothing_of_them_is_left},
            {"positions of purged events are not reused", positions_are_not_given_again},
            {"the holder of a purged user's email cannot settle it", held_mails_go},
            {"a purge changes nothing about others", others_stay},
            {"an erased user is purged like any other", erased_ones_too},
            {"what was purged stays purged after the store is reopened", stays_purged, true}};
}

}  // namespace beckon::testing
