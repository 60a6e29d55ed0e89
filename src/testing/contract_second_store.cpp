// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

/// Two stores on one database, both open, as in two processes. What happens at the same time is in
/// contract_threads.cpp.
namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

struct Two {
    explicit Two(const StoreUnderTest& mine) : here(mine.open_fresh()), there(mine.open_second()) {}

    std::unique_ptr<Store> here;
    std::unique_ptr<Store> there;
};

void seen_at_once(const StoreUnderTest& mine) {
    const Two two(mine);
    std::vector<Commit> told;
    const auto both_show_the_same = [&] {
        const Instant now = noon(hours(2));
        require(view_of(*two.here, acme(), now, told) == view_of(*two.there, acme(), now, told),
                "what is done through one store is immediately seen through the other");
    };
    std::uint32_t turn = 0;
    const auto next = [&]() -> Store& { return ++turn % 2 != 0 ? *two.here : *two.there; };
    const auto tell_next = [&](Commit commit) {
        told.push_back(std::move(commit));
        both_show_the_same();
        User user = tell(next(), told.back());
        require(loaded(next(), acme(), user.id) == user, "a commit through one store is loaded through the other");
        --turn;
        both_show_the_same();
        return user;
    };
    both_show_the_same();
    User ann = tell_next(with_key(to_invite(1, "a@example.com", noon(), {"Owner"}), "k1", noon(hours(9))));
    User bob = tell_next(with_key(to_invite(2, "b@example.com", noon(tick)), "k2", noon(hours(9))));
    ann = tell_next(to_do(ann, Edit{{.name = "Ann B", .roles = Labels{"Owner", "Agent"}}}, noon(minutes(1))));
    ann = tell_next(to_do(ann, CorrectEmail{address("c@example.com")}, noon(minutes(2))));
    ann = tell_next(to_do(ann, Accept{}, noon(minutes(3))));
    bob = tell_next(to_do(bob, Cancel{}, noon(minutes(4))));
    for (const auto& claimed : next().claim_mail(noon(minutes(5)), lease, 2)) {
        both_show_the_same();
        next().settle_mail(claimed, {.delivery = Delivery::sent, .at = noon(minutes(6)), .detail = "250 Ok"});
        both_show_the_same();
    }
    require(next().bounce_mail(acme(), ann.id, 1, noon(minutes(7)), "550"), "there is such an email");
    both_show_the_same();
    require(next().erase(acme(), bob.id), "a tombstone made through one store can be erased through the other");
    both_show_the_same();
    require_equal(next().purge(acme(), noon(hours(9)), 10), 1,
                  "a user erased through one store can be purged through the other");
    both_show_the_same();
    tell_next(to_adopt(3, "b@example.com", noon(minutes(8))));
}

void listed_alike(const StoreUnderTest& mine) {
    const Two two(mine);
    const std::string_view sentence = "both stores return the same lists";
    const auto page = [](Store& store, UserOrder order, std::string search, std::string role) {
        UserQuery query{.account = acme(), .now = noon(hours(1))};
        query.order = order;
        query.search = std::move(search);
        if (!role.empty()) query.role = std::move(role);
        Labels keys;
        for (const UserRow& row : store.list(query).users) keys.push_back(row.user.email.key());
        return keys;
    };
    const auto both_list_alike = [&](std::size_t users, std::size_t found, std::size_t owners) {
        for (const UserOrder order : all_user_orders) {
            for (Store* each : {two.here.get(), two.there.get()}) {
                require_equal(page(*each, order, "", "").size(), users, sentence);
                require_equal(page(*each, order, "example", "").size(), users, sentence);
                require_equal(page(*each, order, "dent", "").size(), found, sentence);
                require_equal(page(*each, order, "", "Owner").size(), owners, sentence);
            }
            require(page(*two.here, order, "", "") == page(*two.there, order, "", ""), sentence);
        }
    };
    both_list_alike(0, 0, 0);
    const User ann = tell(*two.here, to_invite(1, "ann@example.com", noon(), {"Owner"}));
    both_list_alike(1, 0, 1);
    const User bob = tell(*two.there, to_invite(2, "bob@example.com", noon(tick), {"Agent"}));
    both_list_alike(2, 0, 1);
    tell(*two.here, to_do(bob, Edit{{.name = "Arthur Dent", .roles = Labels{"Agent", "Owner"}}}, noon(minutes(1))));
    both_list_alike(2, 1, 2);
    tell(*two.there, to_do(ann, Cancel{}, noon(minutes(2))));
    both_list_alike(1, 1, 1);
}

void refused_through_the_other(const StoreUnderTest& mine) {
    const Two two(mine);
    const auto pending_below = [](Commit commit, std::uint32_t limit) {
        commit.only_if = {{.rule = Precondition::Rule::pending_below, .limit = limit}};
        return commit;
    };
    const auto unless_last = [](Commit commit) {
        commit.only_if = {{.rule = Precondition::Rule::another_active_holder, .role = "Owner"}};
        return commit;
    };
    const User ann = tell(*two.here, with_key(to_invite(1, "a@example.com", noon()), "k", noon(hours(1))));
    require_refused(*two.there, with_key(to_invite(2, "b@example.com", noon()), "k", noon(hours(1))),
                    Outcome::key_taken, "a key of one store's commit is taken in the other");
    require_refused(*two.there, to_invite(1, "b@example.com", noon()), Outcome::revision_conflict,
                    "a user of one store's commit exists in the other");
    require_refused(*two.there, to_invite(2, "A@example.com", noon()), Outcome::address_taken,
                    "an address of one store's commit is taken in the other");
    require_refused(*two.there, pending_below(to_invite(2, "b@example.com", noon()), 1), Outcome::precondition_failed,
                    "the invited of one store's commits count in the other");
    tell(*two.there, to_do(ann, Resend{}, noon(minutes(1))));
    require_refused(*two.here, to_do(ann, Accept{}, noon(minutes(2))), Outcome::revision_conflict,
                    "a user changed through one store is changed in the other");

    const User first = tell(*two.here, to_adopt(3, "c@example.com", noon(), {"Owner"}));
    const User second = tell(*two.there, to_adopt(4, "d@example.com", noon(), {"Owner"}));
    tell(*two.here, unless_last(to_do(first, Deactivate{}, noon(tick))));
    require_refused(*two.there, unless_last(to_do(second, Deactivate{}, noon(tick))), Outcome::precondition_failed,
                    "the holders who left through one store do not count in the other");
}

void one_feed(const StoreUnderTest& mine) {
    const Two two(mine);
    for (std::uint32_t n = 1; n <= 12; ++n) {
        Store& store = n % 3 == 0 ? *two.there : *two.here;
        tell(store, to_invite(n, "u" + std::to_string(n) + "@example.com", noon(-minutes(n))));
        for (Store* each : {two.here.get(), two.there.get()}) {
            const auto events = all_events(*each, acme());
            require_equal(events.size(), n, "two stores share one feed");
            require(events.back().position == n && events.back().event.user == user_number(n),
                    "positions go on, no matter which store the commit came through");
        }
    }
}

void one_outbox(const StoreUnderTest& mine) {
    const Two two(mine);
    tell(*two.here, to_invite(1, "a@example.com", noon()));
    const ClaimedMail first = claim_one(*two.here, noon());
    require(two.there->claim_mail(noon(), lease, 10).empty(), "what is held through one store is not due in the other");
    require(two.there->claim_mail(noon(lease) - tick, lease, 10).empty(),
            "what is held through one store is not due in the other");
    const ClaimedMail second = claim_one(*two.there, noon(lease));
    require_equal(second.mail.lapses, 1U, "a claim through one store that ran out is counted in the other");
    require(first.fence != second.fence, "every claim of an email has a fence of its own");
    for (Store* each : {two.here.get(), two.there.get()}) {
        require(each->settle_mail(first, {.delivery = Delivery::sent, .at = noon(lease)}) == SettleResult::not_held,
                "a claim that another store has taken over settles nothing through either");
    }
    require(two.here->settle_mail(second, {.delivery = Delivery::deferred, .at = noon(lease)}) == SettleResult::settled,
            "a claim settles through either store");
    require(two.there->settle_mail(second, {.delivery = Delivery::sent, .at = noon(lease)}) == SettleResult::not_held,
            "what was settled through one store is settled in the other");
    const ClaimedMail third = claim_one(*two.here, noon(lease));
    require(third.fence != first.fence && third.fence != second.fence,
            "every claim of an email has a fence of its own");
    require(two.there->bounce_mail(acme(), user_number(1), 1, noon(lease), "550"), "there is such an email");
    require(two.here->settle_mail(third, {.delivery = Delivery::sent, .at = noon(lease)}) == SettleResult::not_held,
            "an email reported as bounced through one store is not held in the other");
}

}  // namespace

std::vector<ContractCheck> second_checks() {
    return {
        {"through two stores: what is done through one is seen through the other", seen_at_once, false, true},
        {"through two stores: both return the same lists", listed_alike, false, true},
        {"through two stores: what one did can make the other refuse", refused_through_the_other, false, true},
        {"through two stores: the events are one feed", one_feed, false, true},
        {"through two stores: only the latest claim counts, no matter which store made it", one_outbox, false, true}};
}

}  // namespace beckon::testing
