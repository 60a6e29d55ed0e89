// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "beckon/lifecycle/check_policy.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/erasure.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/words.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

using Labels = std::vector<std::string>;

std::optional<Refusal> refused(Reason reason, Field field) { return Refusal{.reason = reason, .field = field}; }

Labels numbered(int count) {
    Labels labels;
    for (int i = 0; i < count; ++i) labels.push_back("label " + std::to_string(i));
    return labels;
}

std::optional<Refusal> refuse(const ProfileChange& values) { return refuse_profile(values, policies::gladly()); }

}  // namespace

TEST_CASE("a profile of ordinary values stands") {
    CHECK_FALSE(refuse_profile(Profile{"Zo\xC3\xAB O'Neil", "pt-BR", {"Agent", "Lead"}, {{"teams", {"Blue"}}}},
                               policies::gladly()));
    CHECK_FALSE(refuse_profile(Profile{"", "", {"Agent"}, {}}, policies::gladly()));
    CHECK_FALSE(refuse(ProfileChange{}));
}

TEST_CASE("a name is one line of UTF-8 of at most 200 characters, or empty") {
    CHECK_FALSE(refuse(ProfileChange{.name = ""}));
    CHECK_FALSE(refuse(ProfileChange{.name = std::string(200, 'x')}));
    CHECK(refuse(ProfileChange{.name = std::string(201, 'x')}) == refused(Reason::too_long, Field::name));
    std::string longest;
    for (int i = 0; i < 200; ++i) longest += "\xF0\x9F\x98\x80";
    CHECK_FALSE(refuse(ProfileChange{.name = longest}));
    CHECK(refuse(ProfileChange{.name = longest + "x"}) == refused(Reason::too_long, Field::name));
    CHECK(refuse(ProfileChange{.name = "\xC3"}) == refused(Reason::not_utf8, Field::name));
    CHECK(refuse(ProfileChange{.name = "a\r\nBcc: b@c"}) == refused(Reason::control_character, Field::name));
}

TEST_CASE("G12, S17: an explicit empty list of roles is refused, empty teams and inboxes are not") {
    CHECK(refuse(ProfileChange{.roles = Labels{}}) == refused(Reason::no_roles, Field::roles));
    CHECK(refuse_profile(Profile{"N", "", {}, {}}, policies::gladly()) == refused(Reason::no_roles, Field::roles));
    CHECK_FALSE(refuse(ProfileChange{.attributes = {{"teams", {}}, {"inboxes", {}}}}));
}

TEST_CASE("a change of a list sets it, empties it or leaves it alone, as it is written") {
    const ProfileChange change{.roles = {{"Agent", "Lead"}},
                               .attributes = {{"inboxes", {"Chat", "Mail"}}, {"teams", {}}}};
    REQUIRE(change.roles);
    CHECK(*change.roles == Labels{"Agent", "Lead"});
    CHECK(change.attributes.at("inboxes") == Labels{"Chat", "Mail"});
    CHECK(change.attributes.at("teams").empty());
    CHECK(ProfileChange{.roles = std::optional<Labels>()} == ProfileChange{});
    CHECK_FALSE(ProfileChange{.attributes = {{"teams", {}}}} == ProfileChange{});
}

TEST_CASE("roles and the labels of an attribute are short lines without repetition, and the list is named") {
    const auto change = [](std::string_view list, Labels labels) {
        ProfileChange values;
        if (list == "roles") {
            values.roles = std::move(labels);
        } else {
            values.attributes[std::string(list)] = std::move(labels);
        }
        return values;
    };
    for (const std::string_view list : {"roles", "teams", "inboxes"}) {
        CAPTURE(list);
        const auto refused_list = [&](Reason reason) {
            Refusal refusal{.reason = reason, .field = Field::roles};
            if (list != "roles") refusal = {.reason = reason, .field = Field::attributes, .names = {std::string(list)}};
            CHECK(refusal.input() == list);
            return std::optional(refusal);
        };
        CHECK_FALSE(refuse(change(list, {"a", "b", "A"})));
        CHECK_FALSE(refuse(change(list, {std::string(100, 'x')})));
        CHECK_FALSE(refuse(change(list, numbered(200))));
        CHECK(refuse(change(list, {std::string(101, 'x')})) == refused_list(Reason::too_long));
        CHECK(refuse(change(list, numbered(201))) == refused_list(Reason::too_many));
        CHECK(refuse(change(list, {"a", ""})) == refused_list(Reason::empty));
        CHECK(refuse(change(list, {"a", "\xFF"})) == refused_list(Reason::not_utf8));
        CHECK(refuse(change(list, {"a\tb"})) == refused_list(Reason::control_character));
        CHECK(refuse(change(list, {"a", "b", "a"})) == refused_list(Reason::duplicate));
    }
}

TEST_CASE("a role that the policy does not list is refused, and the message lists them") {
    const Policy policy{.roles = {"Owner", "Agent"}};
    CHECK_FALSE(refuse_profile(ProfileChange{.roles = {{" agent", "OWNER"}}}, policy));
    const auto refusal = refuse_profile(ProfileChange{.roles = {{"Agent", "Guest"}}}, policy);
    CHECK(refusal == Refusal{.reason = Reason::unknown_role, .field = Field::roles, .names = {"Owner", "Agent"}});
    CHECK(message(*refusal) == "roles: There is no such role. The roles are: Owner, Agent.");
    CHECK_FALSE(refuse(ProfileChange{.roles = {{"Guest"}}}));
}

TEST_CASE("B16: roles are stored in the policy's spelling, and are doubles if they differ in spelling only") {
    const EmailAddress email = world::address("new@example.test");
    const auto decided = [&](const User* current, const Command& command) {
        return decide(current, command, Host{}, world::easy_facts(), policies::atender(), world::now());
    };
    const Profile profile{.roles = {" OWNER ", "Guest ", "admin"}};
    const Labels stored{"Owner", "Guest", "Admin"};
    const auto invited = decided(nullptr, Invite{email, profile}).value().event.value();
    CHECK(std::get<events::Invited>(invited.change).profile.roles == stored);
    const auto adopted = decided(nullptr, Adopt{email, profile}).value().event.value();
    CHECK(std::get<events::Adopted>(adopted.change).profile.roles == stored);
    const User user = world::person("owner, active").user.value();
    CHECK_FALSE(decided(&user, Edit{{.roles = {{"Agent", "owner "}}}}).value().event);
    const auto edited = decided(&user, Edit{{.roles = {{"owner"}}}}).value().event.value();
    CHECK(*std::get<events::Edited>(edited.change).changes.roles == Labels{"Owner"});
    CHECK(decided(&user, Edit{{.roles = {{"Owner", "owner"}}}}).error() ==
          Refusal{.reason = Reason::duplicate, .field = Field::roles});
}

TEST_CASE("a blank name was taken and greeted: texts are stored without white space around them, and blank is empty") {
    const EmailAddress email = world::address("new@example.test");
    const auto decided = [&](const User* current, const Command& command) {
        return decide(current, command, Host{}, world::easy_facts(), policies::gladly(), world::now());
    };
    const Profile typed{" Zo\xC3\xAB\xC2\xA0",
                        "\tde ",
                        {"\xE2\x80\x8B"
                         "Agent "},
                        {{"teams", {" Blue\xE3\x80\x80"}}}};
    const Profile stored{"Zo\xC3\xAB", "de", {"Agent"}, {{"teams", {"Blue"}}}};
    const auto invited = decided(nullptr, Invite{email, typed, " row 17\n"}).value().event.value();
    CHECK(std::get<events::Invited>(invited.change).profile == stored);
    CHECK(std::get<events::Invited>(invited.change).reference == "row 17");
    const auto adopted = decided(nullptr, Adopt{email, typed, "\xEF\xBB\xBF"}).value().event.value();
    CHECK(std::get<events::Adopted>(adopted.change).profile == stored);
    CHECK(std::get<events::Adopted>(adopted.change).reference.empty());
    User user = evolve(nullptr, adopted);
    const Edit same{
        {.name = typed.name, .locale = typed.locale, .roles = {typed.roles}, .attributes = typed.attributes}};
    CHECK_FALSE(decided(&user, same).value().event);
    for (const std::string blank : {"   ", "\xE2\x80\x8B", " \xC2\xA0\xE2\x81\xA0", "\t"}) {
        CAPTURE(blank);
        const auto edited = decided(&user, Edit{{.name = blank, .locale = blank}}).value().event.value();
        CHECK(std::get<events::Edited>(edited.change).changes == ProfileChange{.name = "", .locale = ""});
        CHECK(decided(&user, Edit{{.roles = {{"Agent", blank}}}}).error() == *refused(Reason::empty, Field::roles));
        CHECK(decided(&user, Edit{{.attributes = {{"teams", {blank}}}}}).error().reason == Reason::empty);
    }
}

TEST_CASE(
    "a reference is one line of UTF-8 of at most 200 octets, is kept from the first event on, and never changes") {
    const EmailAddress email = world::address("new@example.test");
    const Profile profile{.roles = {"Agent"}};
    const auto decided = [&](const Command& command) {
        return decide(nullptr, command, Host{}, world::easy_facts(), policies::gladly(), world::now());
    };
    for (const std::string& reference : {std::string(), std::string("row 17 / \xC3\xA9"), std::string(200, 'r')}) {
        CAPTURE(reference);
        const Event invited = decided(Invite{email, profile, reference}).value().event.value();
        CHECK(std::get<events::Invited>(invited.change).reference == reference);
        User user = evolve(nullptr, invited);
        CHECK(user.reference == reference);
        const Edit edit{{.name = "N", .locale = "de", .roles = {{"Lead"}}, .attributes = {{"teams", {"T"}}}}};
        const auto edited = decide(&user, edit, Host{}, world::easy_facts(), policies::gladly(), world::now());
        CHECK(evolve(&user, edited.value().event.value()).reference == reference);
        const Event adopted = decided(Adopt{email, profile, reference}).value().event.value();
        CHECK(evolve(nullptr, adopted).reference == reference);
        CHECK(std::get<events::Adopted>(erased(adopted).change).reference.empty());
        CHECK(std::get<events::Invited>(erased(invited).change).reference.empty());
        CHECK(erased(user).reference.empty());
    }
    std::string wide;
    for (int i = 0; i < 101; ++i) wide += "\xC3\xA9";
    for (const auto& [reference, reason] :
         {std::pair{std::string(201, 'r'), Reason::too_long}, std::pair{wide, Reason::too_long},
          std::pair{std::string("\xFF"), Reason::not_utf8},
          std::pair{std::string("a\nb"), Reason::control_character}}) {
        CAPTURE(reference);
        CHECK(decided(Invite{email, profile, reference}).error() == *refused(reason, Field::reference));
        CHECK(decided(Adopt{email, profile, reference}).error() == *refused(reason, Field::reference));
    }
}

TEST_CASE("an attribute that the policy does not declare is refused by its name") {
    const ProfileChange squads{.attributes = {{"squads", {"Red"}}}};
    CHECK(refuse(squads) ==
          Refusal{.reason = Reason::unknown_attribute, .field = Field::attributes, .names = {"squads"}});
    CHECK(message(*refuse(squads)) == "squads: There is no such attribute.");
    CHECK_FALSE(refuse_profile(squads, Policy{.attributes = {"squads"}}));
    CHECK_FALSE(refuse({.attributes = {{"squads", {}}}}));  // It may have been declared once.
    // What cannot be a name is not repeated.
    CHECK(refuse({.attributes = {{"<b>\n", {}}}}) == refused(Reason::unknown_attribute, Field::attributes));
}

TEST_CASE("a policy declares up to eight attributes of other names than users have anyway") {
    const auto is_taken = [](std::vector<std::string> names) {
        try {
            check_names(Policy{.attributes = std::move(names)});
            return true;
        } catch (const std::invalid_argument&) {
            return false;
        }
    };
    const std::string longest = "a" + std::string(31, '_');
    CHECK(is_taken({}));
    CHECK(is_taken({"teams", "a", "a0_z9", longest}));
    CHECK(is_taken({"a", "b", "c", "d", "e", "f", "g", "h"}));
    CHECK_FALSE(is_taken({"a", "b", "c", "d", "e", "f", "g", "h", "i"}));
    CHECK_FALSE(is_taken({"teams", "teams"}));
    for (const std::string& name :
         {std::string(), longest + "_", std::string("Teams"), std::string("_a"), std::string("0a"), std::string("a-b"),
          std::string("a\0b", 3), std::string("\xC3\xA9"), std::string("email"), std::string("name"),
          std::string("roles"), std::string("locale"), std::string("deactivated")}) {
        CAPTURE(name);
        CHECK_FALSE(is_taken({name}));
    }
}

TEST_CASE("a locale has the shape of a BCP 47 tag, or is empty") {
    for (const auto* good : {"", "de", "pt-BR", "zh-Hant-TW", "de-CH-1996", "x-private", "abcdefgh-12345678"}) {
        CAPTURE(good);
        CHECK_FALSE(refuse(ProfileChange{.locale = good}));
    }
    for (const auto* bad : {"de_DE", "de DE", "-", "-de", "de-", "de--DE", "abcdefghi", "d\xC3\xA9", "de@euro", "de/DE",
                            "de:DE", "de[", "de`", "de{"}) {
        CAPTURE(bad);
        CHECK(refuse(ProfileChange{.locale = bad}) == refused(Reason::invalid_locale, Field::locale));
    }
    const std::string longest = "abcdefgh-abcdefgh-abcdefgh-abcdefgh";  // 35 octets
    CHECK_FALSE(refuse(ProfileChange{.locale = longest}));
    CHECK(refuse(ProfileChange{.locale = longest + "-a"}) == refused(Reason::invalid_locale, Field::locale));
}

TEST_CASE("invite, adopt and edit refuse malformed values, and nothing happens") {
    const Profile bad{"a\nb", "", {"Agent"}, {}};
    const EmailAddress email = world::address("new@example.test");
    const User user = world::person("active").user.value();
    const auto reason = [&](const User* current, const Command& command) {
        return decide(current, command, Host{}, world::easy_facts(), policies::gladly(), world::now()).error();
    };
    const Refusal expected{.reason = Reason::control_character, .field = Field::name};
    CHECK(reason(nullptr, Invite{email, bad}) == expected);
    CHECK(reason(nullptr, Adopt{email, bad}) == expected);
    CHECK(reason(&user, Edit{{.name = "a\nb"}}) == expected);
}
