// SPDX-License-Identifier: MIT
#include <algorithm>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

std::vector<std::string> listed(Store& store, Instant now, std::vector<Status> statuses = {}) {
    return keys_of(store.list({.account = acme(), .now = now, .statuses = std::move(statuses), .size = 500}).users);
}

/// One user of each kind: a@ invited until noon + 24 h, b@ until an hour later, c@ active, d@ deactivated, three gone.
void tell_of_everyone(Store& store) {
    tell(store, to_invite(1, "b@example.com", noon(hours(1))));
    tell(store, to_invite(2, "a@example.com", noon()));
    tell(store, to_do(tell(store, to_adopt(3, "d@example.com", noon())), Deactivate{}, noon(tick)));
    tell(store, to_do(tell(store, to_invite(4, "c@example.com", noon())), Accept{}, noon(tick)));
    tell(store, to_do(tell(store, to_invite(5, "e@example.com", noon())), Cancel{}, noon(tick)));
    tell(store, to_do(tell(store, to_invite(6, "f@example.com", noon())), Decline{}, noon(tick)));
    tell(store, to_do(tell(store, to_adopt(7, "0@example.com", noon())), Remove{}, noon(tick)));
}

void ordered_by_key(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::vector<std::string> typed{"b@x.com",   "B0@x.com",  "a_b@x.com", "a-b@x.com", "a.b@x.com",
                                         "A+B@x.com", "~@x.com",   "ab@x.com",  "aB@w.com",  "a@x.com",
                                         "a@x-y.com", "!@x.com",   "10@x.com",  "9@x.com",   "{@x.com",
                                         "`a@x.com",  "a%b@x.com", "a'b@x.com", "Zoe@x.com", "`@X.com"};
    std::uint32_t number = 0;
    for (const auto& text : typed) tell(*store, to_invite(++number, text, noon()));
    std::vector<std::string> expected;
    expected.reserve(typed.size());
    for (const auto& text : typed) expected.push_back(address(text).key());
    std::sort(expected.begin(), expected.end());  // Octet by octet: only ASCII.
    require(listed(*store, noon()) == expected, "a list is ordered by address key, octet by octet");
}

void shows_users_as_committed(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->list({.account = acme(), .now = noon()}).users.empty(), "an account without commits lists nobody");
    tell_of_everyone(*store);
    for (const UserRow& row : store->list({.account = acme(), .now = noon()}).users) {
        require(store->load(acme(), row.user.id) == row.user, "a list shows users as load returns them");
    }
    require(listed(*store, noon()) ==
                std::vector<std::string>{"a@example.com", "b@example.com", "c@example.com", "d@example.com"},
            "a list shows the live users, and no tombstone");
    const User ann = loaded(*store, acme(), user_number(2));
    tell(*store, to_do(ann, CorrectEmail{address("z@example.com")}, noon(minutes(1))));
    require(listed(*store, noon()) ==
                std::vector<std::string>{"b@example.com", "c@example.com", "d@example.com", "z@example.com"},
            "a list shows each user once, under the corrected address");
}

void filtered_by_status(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_everyone(*store);
    using Keys = std::vector<std::string>;
    const auto at = [&](Instant now, std::vector<Status> statuses, const Keys& expected) {
        require(listed(*store, now, std::move(statuses)) == expected,
                "a list filtered by status shows the users who have it at `now`, and an invitation expires at that "
                "instant");
    };
    const Keys everyone{"a@example.com", "b@example.com", "c@example.com", "d@example.com"};
    const Instant expiry = noon(validity());
    at(expiry - tick, {Status::invite_sent}, {"a@example.com", "b@example.com"});
    at(expiry - tick, {Status::invite_expired}, {});
    at(expiry, {Status::invite_sent}, {"b@example.com"});
    at(expiry, {Status::invite_expired}, {"a@example.com"});
    at(expiry + hours(1), {Status::invite_sent}, {});
    at(expiry + hours(1), {Status::invite_expired}, {"a@example.com", "b@example.com"});
    at(expiry, {Status::active}, {"c@example.com"});
    at(expiry, {Status::deactivated}, {"d@example.com"});
    at(expiry, {Status::deactivated, Status::invite_expired}, {"a@example.com", "d@example.com"});
    at(expiry, {Status::invite_sent, Status::active}, {"b@example.com", "c@example.com"});
    at(expiry, {Status::invite_sent, Status::invite_expired}, {"a@example.com", "b@example.com"});
    at(expiry, {Status::deactivated, Status::active, Status::invite_expired, Status::invite_sent}, everyone);
    at(expiry, {Status::active, Status::active}, {"c@example.com"});
    at(expiry, {}, everyone);
}

void filtered_by_role(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon(), {"Agent", "Owner"}));
    tell(*store, to_adopt(2, "b@example.com", noon(), {"Owner"}));
    tell(*store, to_adopt(3, "c@example.com", noon(), {"owner", "Team \"Owner\"", "Own", "Owner%"}));
    tell(*store, to_do(tell(*store, to_adopt(4, "d@example.com", noon(), {"Owner"})), Remove{}, noon(tick)));
    tell(*store, to_adopt(5, "e@example.com", noon(), {"Owner"}, globex()));
    const auto holders = [&](std::string role, std::vector<Status> statuses = {}) {
        return keys_of(store
                           ->list({.account = acme(),
                                   .now = noon(),
                                   .statuses = std::move(statuses),
                                   .role = std::move(role),
                                   .size = 500})
                           .users);
    };
    const std::string_view sentence = "a list filtered by role shows the users who hold it in this spelling";
    require(holders("Owner") == std::vector<std::string>{"a@example.com", "b@example.com"}, sentence);
    require(holders("Owner", {Status::active}) == std::vector<std::string>{"b@example.com"}, sentence);
    require(holders("Team \"Owner\"") == std::vector<std::string>{"c@example.com"}, sentence);
    require(holders("Nobody").empty() && holders("").empty(), sentence);
    tell(*store, to_do(ann, Edit{{.roles = {{"Agent"}}}}, noon(minutes(1))));
    require(holders("Owner") == std::vector<std::string>{"b@example.com"}, sentence);
    const UserPage first = store->list({.account = acme(), .now = noon(), .role = "Agent", .size = 1});
    require(keys_of(first.users) == std::vector<std::string>{"a@example.com"} && !first.more,
            "`more` says whether more users with the role follow");
}

void list_pages(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    constexpr std::uint32_t users = 12;
    for (std::uint32_t n = 0; n < users; ++n) {
        const std::string email = std::string(1, static_cast<char>('a' + (n * 5) % users)) + "@example.com";
        tell(*store, n % 3 == 0 ? to_adopt(n, email, noon()) : to_invite(n, email, noon()));
    }
    for (const std::vector<Status>& statuses : {std::vector<Status>{}, {Status::active}, {Status::invite_sent}}) {
        const auto all = listed(*store, noon(), statuses);
        for (std::size_t size = 1; size <= all.size() + 1; ++size) {
            std::vector<std::string> seen;
            UserQuery query{.account = acme(), .now = noon(), .statuses = statuses, .size = size};
            for (bool more = true; more;) {
                const UserPage page = store->list(query);
                for (auto& key : keys_of(page.users)) seen.push_back(std::move(key));
                more = page.more;
                require_equal(page.users.size(), more ? size : all.size() - (seen.size() - page.users.size()),
                              "a page is full while more follow, and the last one holds the rest");
                require_equal(more, seen.size() < all.size(), "`more` says whether more users follow the last");
                if (more) query.after = UserPlace{seen.back(), seen.back()};
            }
            require(seen == all, "successive pages show every user once");
        }
    }
    const auto behind = [&](const char* key) {
        return store->list({.account = acme(), .now = noon(), .after = UserPlace{key, key}, .size = 1});
    };
    require(keys_of(behind("c@example.com").users) == std::vector<std::string>{"d@example.com"},
            "a page begins after `after`");
    require(keys_of(behind("c@example.con").users) == std::vector<std::string>{"d@example.com"},
            "`after` need not be the address of a user");
    require(keys_of(behind("").users) == std::vector<std::string>{"a@example.com"},
            "everybody comes after the empty key");
    require(behind("l@example.com").users.empty() && !behind("l@example.com").more, "nobody comes after the last");
}

void counted_by_status(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->count(acme(), noon()) == StatusCounts{}, "an account without commits counts nobody");
    tell_of_everyone(*store);
    const std::string_view sentence =
        "count counts the live users of each status, and an invitation expires at that instant";
    const Instant expiry = noon(validity());
    require(store->count(acme(), expiry - tick) == StatusCounts{2, 0, 1, 1}, sentence);
    require(store->count(acme(), expiry) == StatusCounts{1, 1, 1, 1}, sentence);
    require(store->count(acme(), expiry + hours(1) - tick) == StatusCounts{1, 1, 1, 1}, sentence);
    require(store->count(acme(), expiry + hours(1)) == StatusCounts{0, 2, 1, 1}, sentence);
    require(store->count(acme(), noon(-hours(9000))) == StatusCounts{2, 0, 1, 1}, sentence);
    const User ann = loaded(*store, acme(), user_number(2));
    tell(*store, to_do(ann, SendNew{}, expiry));
    require(store->count(acme(), expiry) == StatusCounts{2, 0, 1, 1}, sentence);
}

}  // namespace

std::vector<ContractCheck> list_checks() {
    return {{"a list is ordered by address key, octet by octet", ordered_by_key},
            {"a list shows the live users as load returns them", shows_users_as_committed},
            {"a list filters by the status at `now`", filtered_by_status},
            {"a list filters by role", filtered_by_role},
            {"a list comes in pages that show every user once", list_pages},
            {"count counts the live users of each status at `now`", counted_by_status}};
}

}  // namespace beckon::testing
