// SPDX-License-Identifier: MIT
#include "beckon/lifecycle/evolve.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

std::vector<PlacedEvent> placed(const std::vector<Commit>& commits, std::optional<UserId> user = {}) {
    std::vector<PlacedEvent> events;
    for (std::size_t i = 0; i < commits.size(); ++i) {
        if (!user || commits[i].event.user == *user) {
            events.push_back({static_cast<std::int64_t>(i) + 1, commits[i].event});
        }
    }
    return events;
}

/// Everything that can happen, by every kind of author.
std::vector<Commit> every_action(Store& store) {
    std::vector<Commit> commits;
    const auto told = [&](Commit commit) {
        commits.push_back(std::move(commit));
        return tell(store, commits.back());
    };
    const Member owner{user_number(99), {"Owner"}};
    const auto by_member = [&](Commit commit) {
        commit.event.by = {ActorKind::member, owner.id};
        commit.after = evolve(commit.before ? &*commit.before : nullptr, commit.event);
        return commit;
    };
    User ann = told(by_member(to_invite(1, "a@example.com", noon())));
    ann = told(to_do(ann, BeginSetup{}, noon(minutes(1))));
    ann = told(by_member(to_do(ann, Resend{}, noon(minutes(2)))));
    const User cat = told(to_invite(3, "c@example.com", noon(minutes(2))));
    ann = told(to_do(ann, CopyLink{}, noon(minutes(3))));
    ann = told(to_do(ann, SendNew{}, noon(hours(48))));
    ann = told(to_do(ann, CorrectEmail{address("Ann@example.com")}, noon(hours(49))));
    const User dan = told(to_invite(4, "d@example.com", noon(minutes(1))));  // The clock was set back.
    ann =
        told(to_do(ann, Edit{{.name = "Ann B", .roles = Labels{"Owner", "Member"}, .attributes = {{"teams", {"Day"}}}}},
                   noon(hours(50))));
    ann = told(to_do(ann, Accept{}, noon(hours(51))));
    User bob = told(to_adopt(2, "b@example.com", noon(hours(51))));
    ann = told(by_member(to_do(ann, Deactivate{}, noon(hours(52)))));
    ann = told(to_do(ann, Edit{{.locale = "", .attributes = {{"teams", {}}, {"inboxes", {"Help"}}}}}, noon(hours(53))));
    ann = told(to_do(ann, Activate{}, noon(hours(54))));
    told(to_do(cat, Decline{}, noon(minutes(3))));
    told(by_member(to_do(dan, Cancel{}, noon(minutes(2)))));
    told(to_do(bob, Remove{}, noon(hours(55))));
    return commits;
}

void read_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto commits = every_action(*store);
    require(all_events(*store, acme()) == placed(commits),
            "the feed holds every event as committed, in the order of the commits, at the positions 1, 2, 3 ...");
}

void replay(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    every_action(*store);
    for (std::uint32_t number = 1; number <= 4; ++number) {
        std::optional<User> user;
        for (const auto& each : all_events(*store, acme(), user_number(number))) {
            require_equal(each.event.revision, user ? user->revision + 1 : 1, "a user's events come one after another");
            user = evolve(user ? &*user : nullptr, each.event);
        }
        require(user == store->load(acme(), user_number(number)), "replaying a user's events yields the stored user");
    }
}

void event_pages(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto commits = every_action(*store);
    for (const std::optional<UserId>& user : {std::optional<UserId>{}, {user_number(1)}, {user_number(3)}}) {
        const auto all = placed(commits, user);
        for (std::int64_t after = 0; after <= static_cast<std::int64_t>(commits.size()) + 1; ++after) {
            std::vector<PlacedEvent> rest;
            for (const auto& each : all) {
                if (each.position > after) rest.push_back(each);
            }
            for (std::size_t size = 1; size <= rest.size() + 1; ++size) {
                const EventPage page = store->events({.account = acme(), .user = user, .after = after, .size = size});
                const std::size_t expected = std::min(size, rest.size());
                require(page.events == std::vector(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(expected)),
                        "a page holds the first `size` events at positions after `after`");
                require_equal(page.more, rest.size() > size, "`more` says whether more events follow the last");
            }
        }
    }
}

void nobody(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(all_events(*store, acme()).empty(), "an account without commits has no events");
    tell(*store, to_invite(1, "a@example.com", noon()));
    require(all_events(*store, acme(), user_number(2)).empty(), "a user who never existed has no events");
}

void positions_by_account(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t n = 1; n <= 6; ++n) {
        const std::string email = std::string(1, static_cast<char>('a' + n)) + "@example.com";
        tell(*store, to_invite(n, email, noon(), {"Member"}, n % 3 == 0 ? globex() : acme()));
    }
    for (const auto& [account, events] : {std::pair(acme(), 4), std::pair(globex(), 2)}) {
        std::int64_t last = 0;
        for (const auto& each : all_events(*store, account)) {
            require_equal(each.position, ++last, "each account has positions of its own, from 1 and without gaps");
        }
        require_equal(last, events, "each account has its own feed");
    }
}

}  // namespace

std::vector<ContractCheck> event_checks() {
    return {{"the feed holds every event as committed, in order, without gaps", read_back},
            {"replaying a user's events yields the stored user", replay},
            {"events come in pages, for an account or one user", event_pages},
            {"a user who never existed has no event", nobody},
            {"each account has positions of its own", positions_by_account}};
}

}  // namespace beckon::testing
