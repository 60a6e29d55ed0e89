// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <map>

#include "beckon/sorting/sort_keys.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

constexpr auto none = std::numeric_limits<std::int64_t>::max();

/// The first letters of the addresses, which tell the users of these stories apart.
std::string letters(const UserPage& page) {
    std::string all;
    for (const UserRow& row : page.users) all += row.user.email.key().front();
    return all;
}

std::string reversed(const std::string& text) { return {text.rbegin(), text.rend()}; }

Labels labels(std::size_t count) {
    Labels all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("label " + std::to_string(i));
    return all;
}

/// Sets the user's name and their numbers of teams and inboxes.
User shaped(Store& store, const User& user, const std::string& name, std::size_t teams, std::size_t inboxes) {
    return tell(
        store, to_do(user, Edit{{.name = name, .attributes = {{"teams", labels(teams)}, {"inboxes", labels(inboxes)}}}},
                     noon(minutes(9))));
}

/// The list by a column, which is an order's code or the name of an attribute.
UserQuery by_column(const std::string& column, UserQuery query) {
    for (const UserOrder order : all_user_orders) {
        if (code(order) != column) continue;
        query.order = order;
        return query;
    }
    query.order = UserOrder::attribute;
    query.attribute = column;
    return query;
}

/// When the invitations of noon expire.
Instant expiry() { return noon(validity()); }

/// Eight users, "a" to "h". Every order tells some of them apart and some not.
void tell_of_eight(Store& store) {
    const Duration long_ago = hours(876'000);
    const auto accepted = [&](const Commit& invitation, Instant now) {
        return tell(store, to_do(tell(store, invitation), Accept{}, now));
    };
    shaped(store, tell(store, to_invite(1, "h@example.com", noon(), {"Owner"})), "Zoë", 0, 2);
    shaped(store, tell(store, to_invite(2, "g@example.com", noon(hours(1)), {"agent", "Owner"})), "ann", 10, 0);
    shaped(store, tell(store, to_adopt(3, "F@example.com", noon(), {"Agent", "Owner"})), "Ørsted", 2, 1);
    shaped(store, accepted(to_invite(4, "e@example.com", noon(tick), {"Agent"}), noon(tick * 2)), "Bob", 0, 10);
    const User dee = shaped(store, tell(store, to_adopt(5, "d@example.com", noon(-long_ago))), "", 1, 2);
    tell(store, to_do(dee, Deactivate{}, noon(minutes(10))));
    shaped(store, tell(store, to_invite(6, "C@example.com", noon(), {"\uFB01nance"})), "ANN", 2, 0);
    shaped(store, tell(store, to_invite(7, "b@example.com", noon(-tick), {"Member", "Agent"})), "10", 9, 1);
    shaped(store, tell(store, to_adopt(8, "a@example.com", noon(tick), {"member"})), "9", 0, 0);
    tell(store, to_do(tell(store, to_invite(9, "0@example.com", noon())), Cancel{}, noon(tick)));
    tell(store, to_invite(1, "x@example.com", noon(), {"Member"}, globex()));
}

/// The eight in each order at `expiry()`, at which b, c and h are expired and g is not.
const std::map<std::string, std::string>& orders_of_eight() {
    static const std::map<std::string, std::string> all{
        {"email", "abcdefgh"},  {"name", "dbacgehf"},    {"roles", "efgcadbh"},
        {"teams", "aehdcfbg"},  {"regions", "abcdefgh"}, {"inboxes", "acgbfdhe"},
        {"status", "gbchaefd"}, {"sent", "bchgadef"},    {"joined", "dfaebcgh"}};
    return all;
}

UserQuery of_all(const std::string& column, bool descending, std::size_t size = 500) {
    return by_column(column, {.account = acme(), .now = expiry(), .descending = descending, .size = size});
}

void ordered_by_any_column(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_eight(*store);
    for (const auto& [column, expected] : orders_of_eight()) {
        const std::string by = "a list is ordered by " + column + ", then by address";
        require(letters(store->list(of_all(column, false))) == expected, by);
        require(letters(store->list(of_all(column, true))) == reversed(expected), by + ", reversed if descending");
    }
}

void orders_follow_changes(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_eight(*store);
    const auto in = [&](const char* column) { return letters(store->list(of_all(column, false))); };
    const std::string_view sentence = "a list is ordered by what the users are like now";
    User zoe = loaded(*store, acme(), user_number(1));
    zoe = tell(
        *store,
        to_do(zoe, Edit{{.name = "Abe", .roles = Labels{"Aaa"}, .attributes = {{"teams", labels(3)}, {"inboxes", {}}}}},
              noon(hours(2))));
    require(in("name") == "dbahcgef" && in("roles") == "hefgcadb", sentence);
    require(in("teams") == "aedcfhbg" && in("inboxes") == "acghbfde", sentence);
    zoe = tell(*store, to_do(zoe, Resend{}, noon(hours(3))));
    require(in("sent") == "bcghadef" && in("status") == "ghbcaefd", sentence);
    zoe = tell(*store, to_do(zoe, CorrectEmail{address("B.z@example.com")}, noon(hours(3))));
    require(in("email") == "abbcdefg", sentence);
    zoe = tell(*store, to_do(zoe, Accept{}, noon(hours(4))));
    require(in("sent") == "bcgabdef" && in("joined") == "dfaebbcg", sentence);
    require(in("status") == "gbcabefd", sentence);
    tell(*store, to_do(zoe, Remove{}, noon(hours(5))));
    require(in("name") == "dbacgef", sentence);
}

void status_as_of_now(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_eight(*store);
    const auto at = [&](Instant now, const std::string& expected) {
        for (const bool descending : {false, true}) {
            UserQuery query = of_all("status", descending);
            query.now = now;
            require(letters(store->list(query)) == (descending ? reversed(expected) : expected),
                    "a list ordered by status uses the status at `now`");
        }
    };
    at(expiry() - tick * 2, "bcghaefd");
    at(expiry() - tick, "cghbaefd");
    at(expiry(), "gbchaefd");
    at(expiry() + hours(1), "bcghaefd");
}

void keys_are_cut(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::string hundred(100, 'r');
    const std::string other = std::string(98, 's') + "\u00F8";  // Its second octet would be the 201st of the key.
    tell(*store, to_invite(1, "a@example.com", noon(), {hundred, std::string(98, 's'), "zz"}));
    tell(*store, to_invite(2, "b@example.com", noon(), {hundred, std::string(98, 's'), "aa"}));
    tell(*store, to_invite(3, "c@example.com", noon(), {hundred, other}));
    tell(*store, to_invite(4, "d@example.com", noon(), {hundred}));
    tell(*store, to_invite(5, "e@example.com", noon(), {hundred, std::string(99, 's')}));
    tell(*store, to_invite(6, "f@example.com", noon(), {hundred, std::string(100, 's')}));
    require(letters(store->list(of_all("roles", false))) == "dcabef",
            "a list is ordered by as many whole characters as fit into 200 octets");
}

void pages_in_any_order(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_eight(*store);
    for (const auto& [column, expected] : orders_of_eight()) {
        for (const bool descending : {false, true}) {
            const std::string all = descending ? reversed(expected) : expected;
            for (std::size_t size = 1; size <= 9; ++size) {
                UserQuery query = of_all(column, descending, size);
                std::string seen;
                for (bool more = true; more;) {
                    const UserPage page = store->list(query);
                    seen += letters(page);
                    more = page.more;
                    require_equal(more, seen.size() < all.size(), "`more` says whether more users follow the last");
                    require_equal(page.users.size(), more ? size : all.size() - (seen.size() - page.users.size()),
                                  "a page is full while more follow, and the last one holds the rest");
                    if (more) query.after = place_of(page.users.back().user, query);
                }
                require(seen == all, "successive pages show every user once, in any order");
            }
        }
    }
}

void places_of_nobody(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_eight(*store);
    const auto behind = [&](const std::string& column, const UserPlace& place, const std::string& after,
                            const std::string& before) {
        for (const bool descending : {false, true}) {
            UserQuery query = of_all(column, descending);
            query.after = place;
            require(letters(store->list(query)) == (descending ? reversed(before) : after),
                    "a page by " + column + " begins after its place, even if no user has that place");
        }
    };
    const auto number = [](std::int64_t key) { return SortKey(key); };
    const auto text = [](const char* key) { return SortKey(std::string(key)); };
    behind("teams", {number(2), "c@example.com"}, "fbg", "aehd");
    behind("teams", {number(2), "c@example.con"}, "fbg", "aehdc");
    behind("teams", {number(2), ""}, "cfbg", "aehd");
    behind("teams", {number(2), "z@example.com"}, "bg", "aehdcf");
    behind("teams", {number(5), "a@example.com"}, "bg", "aehdcf");
    behind("teams", {number(-1), ""}, "aehdcfbg", "");
    behind("teams", {number(none), ""}, "", "aehdcfbg");
    behind("regions", {number(0), "d@example.com"}, "efgh", "abc");
    behind("inboxes", {number(1), "b@example.com"}, "fdhe", "acg");
    behind("inboxes", {number(3), ""}, "e", "acgbfdh");
    behind("joined", {number(none), "b@example.com"}, "cgh", "dfae");
    behind("joined", {number(none), ""}, "bcgh", "dfae");
    behind("joined", {number(none - 1), "z@example.com"}, "bcgh", "dfae");
    behind("joined", {number(0), ""}, "faebcgh", "d");
    behind("sent", {number(none), "d@example.com"}, "ef", "bchga");
    const std::int64_t noons =
        std::get<std::int64_t>(sort_key(loaded(*store, acme(), user_number(1)), UserOrder::sent, {}));
    behind("sent", {number(noons), "d@example.com"}, "hgadef", "bc");
    behind("sent", {number(noons - 1), "b@example.com"}, "chgadef", "");
    behind("status", {number(1), "a@example.com"}, "gbchaefd", "");
    behind("status", {number(1), "z@example.com"}, "bchaefd", "g");
    behind("status", {number(2), "c@example.com"}, "haefd", "gb");
    behind("status", {number(2), ""}, "bchaefd", "g");
    behind("status", {number(3), "e@example.com"}, "fd", "gbcha");
    behind("status", {number(4), "a@example.com"}, "d", "gbchaef");
    behind("status", {number(4), "d@example.com"}, "", "gbchaef");
    behind("email", {text("c@example.con"), "c@example.con"}, "defgh", "abc");
    behind("email", {text(""), ""}, "abcdefgh", "");
    behind("name", {text("ann"), "c@example.com"}, "gehf", "dba");
    behind("name", {text("ann"), "d@example.com"}, "gehf", "dbac");
    behind("name", {text("anna"), "a@example.com"}, "ehf", "dbacg");
    behind("name", {text("an"), "z@example.com"}, "cgehf", "dba");
    behind("name", {text(""), "a@example.com"}, "dbacgehf", "");
    behind("name", {text("z"), "h@example.com"}, "hf", "dbacge");
    behind("name", {text("\xC3\xA5"), "a@example.com"}, "f", "dbacgeh");
    behind("roles", {text("agent\nowner"), "f@example.com"}, "gcadbh", "e");
    behind("roles", {text("member"), "b@example.com"}, "dbh", "efgca");
    behind("roles", {text("a%"), "b@example.com"}, "efgcadbh", "");
}

}  // namespace

std::vector<ContractCheck> order_checks() {
    return {{"a list is ordered by any column either way", ordered_by_any_column},
            {"a list is ordered by what the users are like now", orders_follow_changes},
            {"a list ordered by status uses the status at `now`", status_as_of_now},
            {"a list is ordered by no more than 200 octets of a text", keys_are_cut},
            {"a list in any order comes in pages that show every user once", pages_in_any_order},
            {"a page begins after its place in any order", places_of_nobody}};
}

}  // namespace beckon::testing
