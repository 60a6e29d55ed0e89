// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

using Labels = std::vector<std::string>;

std::optional<Refusal> refused(Reason reason, std::string_view field) {
    return Refusal{.reason = reason, .field = field};
}

Labels numbered(int count) {
    Labels labels;
    for (int i = 0; i < count; ++i) labels.push_back("label " + std::to_string(i));
    return labels;
}

}  // namespace

TEST_CASE("a profile of ordinary values stands") {
    CHECK_FALSE(refuse_profile(Profile{"Zo\xC3\xAB O'Neil", {"Agent", "Lead"}, {"Blue"}, {}, "pt-BR"}));
    CHECK_FALSE(refuse_profile(Profile{"", {"Agent"}, {}, {}, ""}));
    CHECK_FALSE(refuse_profile(ProfileChange{}));
}

TEST_CASE("a name is one line of UTF-8 of at most 200 octets, or empty") {
    CHECK_FALSE(refuse_profile(ProfileChange{.name = ""}));
    CHECK_FALSE(refuse_profile(ProfileChange{.name = std::string(200, 'x')}));
    CHECK(refuse_profile(ProfileChange{.name = std::string(201, 'x')}) == refused(Reason::too_long, "name"));
    CHECK(refuse_profile(ProfileChange{.name = "\xC3"}) == refused(Reason::not_utf8, "name"));
    CHECK(refuse_profile(ProfileChange{.name = "a\r\nBcc: b@c"}) == refused(Reason::control_character, "name"));
}

TEST_CASE("G12, S17: an explicit empty list of roles is refused, empty teams and inboxes are not") {
    CHECK(refuse_profile(ProfileChange{.roles = Labels{}}) == refused(Reason::no_roles, "roles"));
    CHECK(refuse_profile(Profile{"N", {}, {}, {}, ""}) == refused(Reason::no_roles, "roles"));
    CHECK_FALSE(refuse_profile(ProfileChange{.teams = Labels{}, .inboxes = Labels{}}));
}

TEST_CASE("a change of a list sets it, empties it or leaves it alone, as it is written") {
    const ProfileChange change{.roles = {{"Agent", "Lead"}}, .teams = {{}}};
    REQUIRE(change.roles);
    CHECK(*change.roles == Labels{"Agent", "Lead"});
    REQUIRE(change.teams);
    CHECK(change.teams->empty());
    CHECK_FALSE(change.inboxes);
    CHECK(ProfileChange{.inboxes = std::optional<Labels>()} == ProfileChange{});
    CHECK_FALSE(ProfileChange{.inboxes = {{}}} == ProfileChange{});
}

TEST_CASE("roles, teams and inboxes are short lines without repetition, and the field is named") {
    const auto change = [](std::string_view field, Labels labels) {
        ProfileChange values;
        (field == "roles" ? values.roles : field == "teams" ? values.teams : values.inboxes) = std::move(labels);
        return values;
    };
    for (const std::string_view field : {"roles", "teams", "inboxes"}) {
        CAPTURE(field);
        CHECK_FALSE(refuse_profile(change(field, {"a", "b", "A"})));
        CHECK_FALSE(refuse_profile(change(field, {std::string(100, 'x')})));
        CHECK_FALSE(refuse_profile(change(field, numbered(200))));
        CHECK(refuse_profile(change(field, {std::string(101, 'x')})) == refused(Reason::too_long, field));
        CHECK(refuse_profile(change(field, numbered(201))) == refused(Reason::too_many, field));
        CHECK(refuse_profile(change(field, {"a", ""})) == refused(Reason::empty, field));
        CHECK(refuse_profile(change(field, {"a", "\xFF"})) == refused(Reason::not_utf8, field));
        CHECK(refuse_profile(change(field, {"a\tb"})) == refused(Reason::control_character, field));
        CHECK(refuse_profile(change(field, {"a", "b", "a"})) == refused(Reason::duplicate, field));
    }
}

TEST_CASE("a locale has the shape of a BCP 47 tag, or is empty") {
    for (const auto* good : {"", "de", "pt-BR", "zh-Hant-TW", "de-CH-1996", "x-private", "abcdefgh-12345678"}) {
        CAPTURE(good);
        CHECK_FALSE(refuse_profile(ProfileChange{.locale = good}));
    }
    for (const auto* bad : {"de_DE", "de DE", "-", "-de", "de-", "de--DE", "abcdefghi", "d\xC3\xA9", "de@euro", "de/DE",
                            "de:DE", "de[", "de`", "de{"}) {
        CAPTURE(bad);
        CHECK(refuse_profile(ProfileChange{.locale = bad}) == refused(Reason::invalid_locale, "locale"));
    }
    const std::string longest = "abcdefgh-abcdefgh-abcdefgh-abcdefgh";  // 35 octets
    CHECK_FALSE(refuse_profile(ProfileChange{.locale = longest}));
    CHECK(refuse_profile(ProfileChange{.locale = longest + "-a"}) == refused(Reason::invalid_locale, "locale"));
}

TEST_CASE("invite, adopt and edit refuse malformed values, and nothing happens") {
    const Profile bad{"a\nb", {"Agent"}, {}, {}, ""};
    const EmailAddress email = world::address("new@example.test");
    const User user = world::person("active").user.value();
    const auto reason = [&](const User* current, const Command& command) {
        return decide(current, command, Host{}, world::easy_facts(), policies::gladly(), world::now()).error();
    };
    const Refusal expected{.reason = Reason::control_character, .field = "name"};
    CHECK(reason(nullptr, Invite{email, bad}) == expected);
    CHECK(reason(nullptr, Adopt{email, bad}) == expected);
    CHECK(reason(&user, Edit{{.name = "a\nb"}}) == expected);
}
