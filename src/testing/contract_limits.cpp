// SPDX-License-Identifier: MIT
#include <limits>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/sorting/sort_keys.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

/// As much of everything as is allowed.
namespace beckon::testing {

namespace {

void largest_pages(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    constexpr std::uint32_t people = 1001;
    std::vector<Commit> commits;
    for (std::uint32_t n = 0; n < people; ++n) {
        commits.push_back(to_adopt(n, "u" + std::to_string(10'000 + n) + "@example.com", noon()));
    }
    require(store->commit_all(commits) == CommitResult{CommitResult::Outcome::committed},
            "commits are accepted if nothing prevents them");

    UserQuery users{.account = acme(), .now = noon(), .size = 500};
    std::uint32_t next = 0;
    for (const std::size_t expected : {500U, 500U, 1U}) {
        const UserPage page = store->list(users);
        require_equal(page.users.size(), expected, "a page holds up to 500 users");
        require_equal(page.more, next + expected < people, "`more` says whether more users follow the last");
        for (const UserRow& row : page.users) {
            require(row.user.id == user_number(next++), "pages of 500 users show every user once");
        }
        const std::string last = page.users.back().user.email.key();
        users.after = UserPlace{last, last};
    }
    const EventPage first = store->events({.account = acme(), .size = 1000});
    require_equal(first.events.size(), 1000, "a page holds up to 1000 events");
    require(first.more && first.events.back().position == 1000, "`more` says whether more events follow the last");
    const EventPage rest = store->events({.account = acme(), .after = 1000, .size = 1000});
    require(rest.events.size() == 1 && !rest.more, "`more` says whether more events follow the last");
}

void behind_the_last_event(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    for (const std::int64_t after :
         {std::int64_t{1}, std::int64_t{1} << 53, std::numeric_limits<std::int64_t>::max()}) {
        for (const std::optional<UserId>& user : {std::optional<UserId>{}, {ann.id}}) {
            const EventPage page = store->events({.account = acme(), .user = user, .after = after});
            require(page.events.empty() && !page.more, "there are no events after the last, however far one asks");
        }
    }
}

/// As many labels as a profile may have, each as long as it may be.
Labels largest_labels(const std::string& letter) {
    Labels all;
    for (std::size_t i = 0; i < max_labels; ++i) {
        std::string label = std::to_string(i);
        for (std::size_t size = label.size(); size < max_label_size; ++size) label += letter;
        all.push_back(std::move(label));
    }
    return all;
}

void largest_profile(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Labels roles = largest_labels("\u00E9");
    Profile profile{.locale = "en", .roles = roles};
    for (std::size_t i = 0; i < max_name_size; ++i) profile.name += "\U0001F4E5";
    for (std::size_t i = 1; i < max_attributes; ++i) {
        profile.attributes["attribute_" + std::to_string(i)] = largest_labels("\u6240");
    }
    profile.attributes["teams"] = largest_labels("\U0001F4E5");
    Commit commit = to_adopt(1, "a@example.com", noon());
    std::get<events::Adopted>(commit.event.change).profile = profile;
    commit.after = evolve(nullptr, commit.event);
    const std::string_view sentence = "the largest profile is kept";
    const User ann = tell(*store, commit);
    require(loaded(*store, acme(), ann.id) == ann, sentence);
    require(all_events(*store, acme()) == std::vector{PlacedEvent{1, commit.event}}, sentence);
    for (const std::string& role : {roles.front(), roles.back()}) {
        const UserPage page = store->list({.account = acme(), .now = noon(), .search = folded(role), .role = role});
        require(page.users.size() == 1 && page.users.front().user == ann,
                "the holders of any role are listed and found");
        require_equal(counters(*store, acme(), role).active_holders, 1, "the holders of any role are counted");
    }
    const Labels turned(roles.rbegin(), roles.rend());
    const Commit edit = to_do(ann, Edit{{.roles = turned, .attributes = {{"teams", turned}}}}, noon(minutes(1)));
    tell(*store, edit);
    require(loaded(*store, acme(), ann.id) == edit.after, sentence);
    require(all_events(*store, acme()).back() == PlacedEvent{2, edit.event}, sentence);
}

void longest_places(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::string local(64, 'l');
    const std::string domain = std::string(63, 'd') + "." + std::string(63, 'e') + "." + std::string(60, 'f');
    constexpr std::uint32_t people = 5;
    for (std::uint32_t n = 0; n < people; ++n) {
        const auto letter = static_cast<char>('a' + (n * 3) % people);
        User user = tell(*store, to_adopt(n, local + "@" + domain + letter, noon(), {std::string(100, 'r'), "x"}));
        const auto other = static_cast<char>('a' + (n * 2) % people);
        tell(*store, to_do(user, Edit{{.name = std::string(max_name_size - 1, 'n') + other}}, noon(minutes(1))));
    }
    for (const UserOrder order : all_user_orders) {
        for (const bool descending : {false, true}) {
            UserQuery query{.account = acme(), .now = noon(), .order = order, .descending = descending};
            if (order == UserOrder::attribute) query.attribute = "teams";
            const Labels all = keys_of(store->list(query).users);
            require_equal(all.size(), people, "a list shows every user");
            query.size = 1;
            for (std::size_t i = 0; i < people; ++i) {
                const UserPage page = store->list(query);
                require(keys_of(page.users) == Labels{all[i]} && page.more == (i + 1 < people),
                        "a page begins after the longest place");
                query.after = place_of(page.users.front().user, query);
            }
        }
    }
}

void repeated_in_filters(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_adopt(2, "b@example.com", noon()));
    const auto both = [](auto value) { return std::vector{value, value}; };
    require(keys_of(store->list({.account = acme(), .now = noon(), .statuses = both(Status::active)}).users) ==
                Labels{"b@example.com"},
            "a user is listed once if a filter names something twice");
    require(keys_of(store->list({.account = acme(), .now = noon(), .deliveries = both(Delivery::queued)}).users) ==
                Labels{"a@example.com"},
            "a user is listed once if a filter names something twice");
}

}  // namespace

std::vector<ContractCheck> limit_checks() {
    return {{"a page holds up to 500 users or 1000 events", largest_pages},
            {"there are no events after the last", behind_the_last_event},
            {"the largest profile is kept", largest_profile},
            {"a page begins after the longest place", longest_places},
            {"a user is listed once if a filter names something twice", repeated_in_filters}};
}

}  // namespace beckon::testing
