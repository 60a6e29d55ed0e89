// SPDX-License-Identifier: MIT
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;

TEST_CASE("An address that is none is refused, naming the field, it never becomes an EmailAddress") {
    const auto refusal_of_text = [](std::string_view text) { return refusal_in(EmailAddress::parse(text)); };
    CHECK(refusal_of_text("") == no_field(Reason::empty, Field::email));
    CHECK(refusal_of_text(std::string(250, 'a') + "@b.example") == no_field(Reason::too_long, Field::email));
    for (const char* text :
         {"deirdre", "@example.test", "deirdre@", "a b@example.test", "a@b@example.test", "a@-b.test", "a@b..test",
          ".a@b.test", "a.@b.test", "a@b.test\r\nBcc: c@d.test", "<a@b.test>", "a@[127.0.0.1]", "\"a b\"@c.test",
          "d\xC3@example.test", "a@ex\xC3mple.test"}) {
        CHECK(refusal_of_text(text) == no_field(Reason::invalid_address, Field::email));
    }
    CHECK(refusal_of_text("d\xC3\xA9@example.test") ==
          no_field(Reason::invalid_address, Field::email, Remedy::use_ascii_address));
    CHECK(refusal_of_text("a@ex\xC3\xA4mple.test") ==
          no_field(Reason::invalid_address, Field::email, Remedy::write_domain_in_ascii));
    CHECK(refusal_in(EmailAddress::parse("nonsense", Field::identity)) ==
          no_field(Reason::invalid_address, Field::identity));
}

TEST_CASE("Values that no user can have are refused, naming the field, and the store is left alone") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.join("ada@example.test");
        const std::size_t events = world.events().size();
        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::recommended()));

        const std::string bidi = "evil\xE2\x80\xAEname";
        const std::vector<std::string> too_many(201, "x");
        struct Case {
            ProfileChange values;
            std::optional<Refusal> refusal;
        };
        const std::vector<Case> cases{
            {{.name = "two\nlines"}, no_field(Reason::control_character, Field::name)},
            {{.name = "CR\rLF"}, no_field(Reason::control_character, Field::name)},
            {{.name = bidi}, no_field(Reason::control_character, Field::name)},
            {{.name = "\xFF\xFE"}, no_field(Reason::not_utf8, Field::name)},
            {{.name = "\xC0\xAF"}, no_field(Reason::not_utf8, Field::name)},
            {{.name = std::string(201, 'n')}, no_field(Reason::too_long, Field::name)},
            {{.roles = std::vector<std::string>{}}, no_field(Reason::no_roles, Field::roles)},
            {{.roles = {{"Agent", "Agent"}}}, no_field(Reason::duplicate, Field::roles)},
            {{.roles = {{""}}}, no_field(Reason::empty, Field::roles)},
            {{.roles = {{std::string(101, 'r')}}}, no_field(Reason::too_long, Field::roles)},
            {{.roles = {{"Agent", "tab\there"}}}, no_field(Reason::control_character, Field::roles)},
            {{.roles = too_many}, no_field(Reason::too_many, Field::roles)},
            {{.attributes = {{"teams", {""}}}}, no_attribute(Reason::empty, "teams")},
            {{.attributes = {{"teams", {"\xED\xA0\x80"}}}}, no_attribute(Reason::not_utf8, "teams")},
            {{.attributes = {{"teams", too_many}}}, no_attribute(Reason::too_many, "teams")},
            {{.attributes = {{"inboxes", {"a", "b", "a"}}}}, no_attribute(Reason::duplicate, "inboxes")},
            {{.attributes = {{"inboxes", {std::string("nul\0", 4)}}}},
             no_attribute(Reason::control_character, "inboxes")},
            {{.attributes = {{"squads", {"a"}}}}, no_attribute(Reason::unknown_attribute, "squads")},
            {{.attributes = {{"Teams", {"a"}}}}, no_field(Reason::unknown_attribute, Field::attributes)},
            {{.locale = "de_DE"}, no_field(Reason::invalid_locale, Field::locale)},
            {{.locale = "-de"}, no_field(Reason::invalid_locale, Field::locale)},
            {{.locale = "germanlanguage"}, no_field(Reason::invalid_locale, Field::locale)},
        };
        for (const Case& each : cases) {
            INFO(in_words(*each.refusal));
            CHECK(refusal_in(service.edit(acme(), user.id, each.values, Host{}, "key")) == each.refusal);
            const NewUser newcomer{address("new@example.test"),
                                   {.name = each.values.name.value_or("New"),
                                    .locale = each.values.locale.value_or(""),
                                    .roles = each.values.roles.value_or(std::vector<std::string>{"Agent"}),
                                    .attributes = each.values.attributes}};
            CHECK(refusal_in(service.invite(acme(), newcomer, Host{})) == each.refusal);
            CHECK(refusal_in(service.adopt(acme(), newcomer)) == each.refusal);
        }
        CHECK(watched.writes() == 0);
        CHECK(world.events().size() == events);
        CHECK(world.stored(user) == user);
    });
}

TEST_CASE("What is unusual and allowed is kept exactly") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const Profile profile{.name = "O'Brien \"<Zo\xC3\xAB>\" % \\ \xF0\x9F\x8D\x80",
                              .locale = "zh-Hant-TW",
                              .roles = {"Agent; DROP TABLE users", "a,b", std::string(100, 'r')},
                              .attributes = {{"teams", {"'", "\"", "a  b"}}, {"inboxes", {"[]", "{}"}}}};
        const User user = world.service.invite(acme(), {address("x'%_+tag@example.test"), profile}, Host{}).value();
        CHECK(world.stored(user).profile == profile);
        CHECK(world.service.find(acme(), address("X'%_+TAG@example.test"))->id == user.id);
        CHECK(world.deliver() == 1);
        CHECK(world.service.accept(world.token_to("x'%_+tag@example.test"))->user.profile == profile);
    });
}

TEST_CASE("An account that is none is refused, naming the field") {
    const auto refused = no_field(Reason::invalid_account, Field::account);
    for (const std::string& text : {std::string(), std::string("two words"), std::string(65, 'a'), std::string("a\nb"),
                                    std::string("caf\xC3\xA9")}) {
        CHECK(refusal_in(AccountId::parse(text)) == refused);
    }
    CHECK(AccountId::parse(std::string(64, '~')));
}
