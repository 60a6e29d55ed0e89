// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "beckon/testing/faulty_store.hpp"
#include "src/service/list_cursor.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;

namespace {

const auto bad_cursor = no_field(Reason::invalid_cursor, Field::cursor);

std::vector<std::string> walk(Service& service, ListRequest request) {
    std::vector<std::string> emails;
    for (;;) {
        const UserList list = service.list(acme(), request).value();
        for (const UserRow& row : list.users) emails.push_back(row.user.email.text());
        if (list.next.empty()) return emails;
        REQUIRE(list.users.size() == request.size);
        request.cursor = list.next;
    }
}

}  // namespace

TEST_CASE("A list gives everybody once, in order of address, whatever the size of its pages") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<std::string> expected;
        for (const char* name : {"m", "B", "a", "z", "K", "c10", "c2"}) {
            expected.push_back(world.invite(std::string(name) + "@example.test").email.text());
        }
        std::sort(expected.begin(), expected.end(),
                  [](const auto& one, const auto& other) { return ascii_lower(one) < ascii_lower(other); });
        world.invite("elsewhere@example.test", {"Agent"}, Host{}, globex());
        for (std::size_t size : {1U, 2U, 3U, 6U, 7U, 8U, 500U}) CHECK(walk(world.service, {.size = size}) == expected);
        CHECK(world.service.list(acme(), {.size = 7}).value().next.empty());
        CHECK_FALSE(world.service.list(acme(), {.size = 6}).value().next.empty());
    });
}

TEST_CASE("The pages of a list agree on who is expired, though the clock moves between them") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (const char* email : {"a@example.test", "b@example.test", "c@example.test"}) world.invite(email);
        ListRequest request{.statuses = {Status::invite_sent}, .size = 1};
        world.advance(hours(24) - tick);
        const Instant as_of = world.now();
        std::size_t seen = 0;
        for (;;) {
            const UserList list = world.service.list(acme(), request).value();
            CHECK(list.now == as_of);
            seen += list.users.size();
            for (const UserRow& row : list.users) CHECK(status_at(row.user, list.now) == Status::invite_sent);
            if (list.next.empty()) break;
            request.cursor = list.next;
            world.advance(hours(1));
        }
        CHECK(seen == 3);
        request.cursor.clear();
        CHECK(world.service.list(acme(), request).value().users.empty());
    });
}

TEST_CASE("A list by status has those alone, who is gone is never listed") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.invite("expired@example.test");
        world.advance(hours(24));
        world.invite("sent@example.test");
        world.join("active@example.test");
        const User idle = world.join("idle@example.test");
        REQUIRE(world.service.deactivate(acme(), idle.id, Host{}));
        REQUIRE(world.service.cancel(acme(), world.invite("gone@example.test").id, Host{}));
        const auto with = [&](std::vector<Status> statuses) {
            return walk(world.service, {.statuses = std::move(statuses), .size = 1});
        };
        using Emails = std::vector<std::string>;
        CHECK(with({Status::invite_expired}) == Emails{"expired@example.test"});
        CHECK(with({Status::invite_sent}) == Emails{"sent@example.test"});
        CHECK(with({Status::active}) == Emails{"active@example.test"});
        CHECK(with({Status::deactivated}) == Emails{"idle@example.test"});
        CHECK(with({Status::active, Status::deactivated}) == Emails{"active@example.test", "idle@example.test"});
        CHECK(with({}).size() == 4);
    });
}

TEST_CASE("A page has 1 to 500 users, another size is refused, naming it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        CHECK(refusal_in(world.service.list(acme(), {.size = 0})) == no_field(Reason::empty, Field::size));
        CHECK(refusal_in(world.service.list(acme(), {.size = 501})) == no_field(Reason::too_many, Field::size));
        CHECK(world.service.list(acme(), {.size = 500}).value().users.empty());
        CHECK(world.service.list(acme(), {.size = 1}).value().next.empty());
    });
}

TEST_CASE("A cursor is text for a URL, every mangled one is refused, naming it, before the store is asked") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.invite("a@example.test");
        world.invite("b@example.test");
        const std::string cursor = world.service.list(acme(), {.size = 1}).value().next;
        for (const char c : cursor) CHECK((std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'));

        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::gladly()));
        std::vector<std::string> wrong;
        for (std::size_t i = 0; i < cursor.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                wrong.push_back(cursor);
                wrong.back()[i] = static_cast<char>(static_cast<unsigned char>(cursor[i]) ^ (1U << bit));
            }
        }
        for (std::size_t length = 1; length < cursor.size(); ++length) wrong.push_back(cursor.substr(0, length));
        for (const char* added : {"=", "==", "A", "AA", "AAA", "AAAA", " ", "\n"}) wrong.push_back(cursor + added);
        wrong.emplace_back("nonsense");
        wrong.emplace_back(10'000, 'A');
        for (const std::string& each : wrong) {
            REQUIRE(refusal_in(service.list(acme(), {.size = 1, .cursor = each})) == bad_cursor);
        }
        CHECK(watched.calls() == 0);
        CHECK(service.list(acme(), {.size = 1, .cursor = cursor}).value().users.size() == 1);
    });
}

TEST_CASE("A cursor that somebody made up, with a right checksum, holds a usable time or is refused") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.invite("a@example.test");
        const UserQuery everybody{.account = acme(), .now = {}};
        const auto with_time = [&](Instant now) {
            const std::string made_up = service::to_text({now, UserPlace{std::string("a"), "a"}}, everybody);
            return refusal_in(world.service.list(acme(), {.cursor = made_up}));
        };
        CHECK(with_time(new_year()) == std::nullopt);
        CHECK(with_time(Instant(boost::posix_time::min_date_time)) == std::nullopt);
        const Instant nonsense[] = {boost::posix_time::not_a_date_time, boost::posix_time::pos_infin,
                                    boost::posix_time::neg_infin, new_year(microseconds(0x0FFFFFFFFFFFFFFF)),
                                    new_year(microseconds(-0x0FFFFFFFFFFFFFFF))};
        for (const Instant now : nonsense) CHECK(with_time(now) == bad_cursor);
    });
}

TEST_CASE("A cursor that somebody made up, with a right checksum, holds texts that can be or is refused") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.invite("a@example.test", {"Agent", "Owner"});
        const UserQuery by_roles{.account = acme(), .now = {}, .order = UserOrder::roles};
        const auto with_place = [&](const std::string& key, const std::string& email_key) {
            const std::string made_up = service::to_text({new_year(), UserPlace{key, email_key}}, by_roles);
            return refusal_in(world.service.list(acme(), {.order = UserOrder::roles, .cursor = made_up}));
        };
        CHECK(with_place("agent\nowner", "a@example.test") == std::nullopt);
        CHECK(with_place("", "") == std::nullopt);
        for (const std::string& text : {std::string(1, '\0'), std::string("a\0b", 3), std::string("\xFF"),
                                        std::string("\xC3"), std::string("a\x7F"), std::string("\n\xED\xA0\x80")}) {
            CHECK(with_place(text, "a@example.test") == bad_cursor);
            CHECK(with_place("agent", text) == bad_cursor);
        }
    });
}

TEST_CASE("A cursor of another list is refused, naming it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (const char* email : {"a@example.test", "b@example.test"}) world.invite(email);
        const std::string cursor = world.service.list(acme(), {.size = 1}).value().next;
        const auto with = [&](ListRequest request, const AccountId& account = acme()) {
            request.cursor = cursor;
            return refusal_in(world.service.list(account, request));
        };
        CHECK(with({}) == std::nullopt);
        CHECK(with({.size = 7}) == std::nullopt);
        CHECK(with({}, globex()) == bad_cursor);
        CHECK(with({.search = "a"}) == bad_cursor);
        CHECK(with({.statuses = {Status::active}}) == bad_cursor);
        CHECK(with({.role = ""}) == bad_cursor);
        CHECK(with({.deliveries = {Delivery::queued}}) == bad_cursor);
        CHECK(with({.invited_by = UserId{}}) == bad_cursor);
        CHECK(with({.expires_before = new_year()}) == bad_cursor);
        CHECK(with({.order = UserOrder::name}) == bad_cursor);
        CHECK(with({.order = UserOrder::attribute, .attribute = "teams"}) == bad_cursor);
        CHECK(with({.descending = true}) == bad_cursor);
    });
}

TEST_CASE("Listing: filters by delivery, by who invited and by expiry let those pass alone, and work together") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const Actor ann = member({"Administrator"});
        Member other = member({"Administrator"});
        other.id.data[0] ^= 1;
        const User first = world.invite("first@example.test", {"Agent"}, ann);
        world.deliver();
        world.advance(hours(1));
        world.invite("second@example.test", {"Agent"}, ann);
        world.invite("third@example.test", {"Agent"}, other);
        world.adopt("fourth@example.test");
        REQUIRE(store.bounce_mail(acme(), first.id, 1, world.now(), "550 nobody here"));
        const auto with = [&](const ListRequest& request) { return walk(world.service, request); };
        using Emails = std::vector<std::string>;
        const UserId by_ann = std::get<Member>(ann).id;

        CHECK(with({.deliveries = {Delivery::bounced}, .size = 1}) == Emails{"first@example.test"});
        CHECK(with({.deliveries = {Delivery::queued}, .size = 1}) ==
              Emails{"second@example.test", "third@example.test"});
        CHECK(with({.deliveries = {Delivery::bounced, Delivery::queued}}).size() == 3);
        CHECK(with({.deliveries = {Delivery::sent}}).empty());
        CHECK(with({.invited_by = by_ann, .size = 1}) == Emails{"first@example.test", "second@example.test"});
        CHECK(with({.invited_by = other.id}) == Emails{"third@example.test"});
        CHECK(with({.invited_by = first.id}).empty());
        const Instant expiry = *expiry_of(first);
        CHECK(with({.expires_before = expiry}).empty());
        CHECK(with({.expires_before = expiry + tick}) == Emails{"first@example.test"});
        CHECK(with({.expires_before = expiry + hours(2), .size = 2}).size() == 3);
        CHECK(with({.deliveries = {Delivery::queued}, .invited_by = by_ann, .expires_before = expiry + hours(2)}) ==
              Emails{"second@example.test"});
        world.advance(hours(23));
        CHECK(with({.statuses = {Status::invite_expired}, .expires_before = expiry + hours(2)}) ==
              Emails{"first@example.test"});
        CHECK(with({.statuses = {Status::active}, .expires_before = expiry + hours(2)}).empty());
        CHECK(world.service.count_deliveries(acme()) == DeliveryCounts{.none = 1, .queued = 2, .bounced = 1});
    });
}

TEST_CASE("Listing: what is no line of text, and no time, is refused, naming it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const auto with = [&](const ListRequest& request) { return refusal_in(world.service.list(acme(), request)); };
        CHECK(with({.search = std::string(200, 'x')}) == std::nullopt);
        CHECK(with({.search = std::string(201, 'x')}) == no_field(Reason::too_long, Field::search));
        for (const std::string& search : {std::string("a\nb"), std::string("a\0b", 3), std::string("\x7F")}) {
            CHECK(with({.search = search}) == no_field(Reason::control_character, Field::search));
            CHECK(with({.role = search}) == no_field(Reason::control_character, Field::role));
        }
        for (const char* search : {"\xC3", "\xFF", "\xC0\xAF", "\xED\xA0\x80"}) {
            CHECK(with({.search = search}) == no_field(Reason::not_utf8, Field::search));
            CHECK(with({.role = search}) == no_field(Reason::not_utf8, Field::role));
        }
        const boost::posix_time::special_values specials[] = {
            boost::posix_time::not_a_date_time, boost::posix_time::pos_infin, boost::posix_time::neg_infin};
        for (const auto special : specials) {
            CHECK(with({.expires_before = Instant(special)}) == no_field(Reason::invalid_time, Field::expires_before));
        }
    });
}

TEST_CASE("Listing: an attribute that the policy does not declare is no order, and is named") {
    for_each_store([](Store& store) {
        Policy policy = policies::gladly();
        policy.attributes = {"squads"};
        World world(store, policy);
        REQUIRE(world.service.invite(
            acme(), {address("a@example.test"), {.roles = {"Agent"}, .attributes = {{"squads", {"Red"}}}}}, Host{}));
        world.invite("b@example.test");
        const auto by = [&](const std::string& attribute) {
            return world.service.list(acme(), {.order = UserOrder::attribute, .attribute = attribute});
        };
        const auto users = by("squads").value().users;
        REQUIRE(users.size() == 2);
        CHECK(users.front().user.email == address("b@example.test"));
        CHECK(refusal_in(by("teams")) == no_attribute(Reason::unknown_attribute, "teams"));
        for (const char* none : {"", "squads'", "$.squads", "Squads"}) {
            CHECK(refusal_in(by(none)) == no_field(Reason::unknown_attribute, Field::attributes));
        }
    });
}

TEST_CASE("Listing: pages show who was there throughout once, while others come, change and go") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::set<UserId> steady;
        std::vector<User> changing;
        for (int n = 0; n < 40; ++n) {
            const std::string email = std::to_string(n * 7 % 40) + "@steady.test";
            steady.insert((n % 3 == 0 ? world.adopt(email) : world.invite(email)).id);
            if (n % 4 == 0) changing.push_back(world.adopt(std::to_string(n) + "@changing.test"));
        }
        std::set<UserId> may_move;
        for (const User& user : changing) may_move.insert(user.id);

        std::atomic<bool> is_over = false;
        std::vector<std::thread> others;
        for (int thread = 0; thread < 2; ++thread) {
            others.emplace_back([&, thread] {
                for (int n = 0; !is_over; ++n) {
                    const std::string email = std::to_string(n * 31 % 100) + "." + std::to_string(thread) + "@new.test";
                    const Profile profile{.name = "N" + std::to_string(n * 17 % 100), .roles = {"Agent"}};
                    const auto user = world.service.invite(acme(), {address(email), profile}, Host{});
                    const User& moved = changing[static_cast<std::size_t>(n) % changing.size()];
                    static_cast<void>(
                        world.service.edit(acme(), moved.id, {.name = "M" + std::to_string(n * 13 % 100)}, Host{}));
                    if (user) static_cast<void>(world.service.cancel(acme(), user->id, Host{}));
                }
            });
        }
        std::vector<std::string> wrong;
        for (const UserOrder order : all_user_orders) {
            for (const bool descending : {false, true}) {
                std::map<UserId, int> seen;
                ListRequest request{.order = order, .descending = descending, .size = 7};
                if (order == UserOrder::attribute) request.attribute = "teams";
                do {
                    const UserList list = world.service.list(acme(), request).value();
                    for (const UserRow& row : list.users) ++seen[row.user.id];
                    request.cursor = list.next;
                } while (!request.cursor.empty());
                for (const auto& [id, times] : seen) {
                    if (times > 1 && !may_move.contains(id)) wrong.push_back("twice by " + std::string(code(order)));
                }
                for (const UserId& id : steady) {
                    if (!seen.contains(id)) wrong.push_back("skipped by " + std::string(code(order)));
                }
            }
        }
        is_over = true;
        for (std::thread& other : others) other.join();
        CHECK(wrong == std::vector<std::string>{});
    });
}
