// SPDX-License-Identifier: MIT
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/check_policy.hpp"
#include "beckon/lifecycle/domain_rules.hpp"
#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using boost::posix_time::hours;

namespace {

using Permissions = std::map<Action, std::vector<std::string>>;

/// Every action that members do, by `roles`. What only the host or the invitee does is not among them.
Permissions everything_by(const std::vector<std::string>& roles) {
    return {{Action::invite, roles},        {Action::resend, roles},   {Action::send_new, roles},
            {Action::copy_link, roles},     {Action::cancel, roles},   {Action::deactivate, roles},
            {Action::correct_email, roles}, {Action::activate, roles}, {Action::remove, roles},
            {Action::edit, roles}};
}

}  // namespace

TEST_CASE("G6: in gladly Administrators do everything and Team Managers resend") {
    Permissions expected = everything_by({"Administrator"});
    expected[Action::resend] = {"Administrator", "Team Manager"};
    CHECK(policies::gladly().permissions == expected);
}

TEST_CASE("S7: in softwareone Account administrators do everything, copying the link included") {
    CHECK(policies::softwareone().permissions == everything_by({"Account administrator"}));
}

TEST_CASE("A13: in atender Owners and Admins do everything") {
    CHECK(policies::atender().permissions == everything_by({"Owner", "Admin"}));
}

TEST_CASE("in recommended Owners and Admins do everything") {
    CHECK(policies::recommended().permissions == everything_by({"Owner", "Admin"}));
}

TEST_CASE("A13: invite and resend are separate permissions") {
    Policy policy = policies::atender();
    policy.permissions[Action::resend].emplace_back("Helpdesk");
    CHECK(policy.permits(Action::resend, {"Helpdesk"}));
    CHECK_FALSE(policy.permits(Action::invite, {"Helpdesk"}));
}

TEST_CASE("permits: any of the actor's roles will do, none will not, an absent action is the host's alone") {
    const Policy policy = policies::gladly();
    CHECK(policy.permits(Action::resend, {"Agent", "Team Manager"}));
    CHECK(policy.permits(Action::resend, {"Agent", " team MANAGER "}));
    CHECK_FALSE(policy.permits(Action::resend, {"Agent", "TeamManager"}));
    CHECK_FALSE(policy.permits(Action::resend, {}));
    CHECK_FALSE(policy.permits(Action::adopt, {"Administrator"}));
    CHECK_FALSE(Policy{}.permits(Action::invite, {"Administrator"}));
}

TEST_CASE("no preset ranks roles") {
    for (const Policy& policy :
         {policies::gladly(), policies::softwareone(), policies::atender(), policies::recommended()}) {
        CHECK(policy.role_ranks.empty());
    }
}

TEST_CASE("ranks_above: the highest role of each counts, and roles that are not listed are the lowest, alike") {
    Policy policy;
    CHECK_FALSE(policy.ranks_above({"Owner"}, {}));
    policy.role_ranks = {"Owner", "Admin", "Agent"};
    CHECK(policy.ranks_above({"Owner"}, {"Admin"}));
    CHECK(policy.ranks_above({"Agent", "Owner"}, {"Agent", "Admin"}));
    CHECK(policy.ranks_above({"Agent"}, {"Helpdesk"}));
    CHECK(policy.ranks_above({"Agent"}, {}));
    CHECK_FALSE(policy.ranks_above({"Admin"}, {"Admin"}));
    CHECK_FALSE(policy.ranks_above({"Admin"}, {"Agent", "Owner"}));
    CHECK_FALSE(policy.ranks_above({"Guest"}, {"Agent"}));
    CHECK_FALSE(policy.ranks_above({"Guest"}, {"Helpdesk"}));
    CHECK(policy.ranks_above({" owner"}, {"Helpdesk"}));
    CHECK_FALSE(policy.ranks_above({"Owner"}, {"OWNER "}));
    CHECK_FALSE(policy.ranks_above({}, {}));
}

TEST_CASE("B16: a role that differs from one that the policy names by letter case or outer white space is that one") {
    Policy policy{.guards_last = "Owner", .roles = {"Agent"}, .role_ranks = {"Admin"}};
    policy.permissions[Action::resend] = {"Team Manager", "\u00C4rzte"};
    CHECK(policy.spelled({" AGENT", "owner  ", "aDMIN", " team manager ", "Owner\t"}) ==
          std::vector<std::string>{"Agent", "Owner", "Admin", "Team Manager", "Owner"});
    const std::vector<std::string> others{"Agents", "team  manager", "Guest ", "guest", "\u00E4rzte", "Owner\b", ""};
    CHECK(policy.spelled(others) == others);
}

TEST_CASE("B16: a policy names a role in one spelling that users can have") {
    CHECK_NOTHROW(check_names(Policy{.guards_last = "Owner", .roles = {"Owner", "Agent"}, .role_ranks = {"Owner"}}));
    CHECK_THROWS_AS(check_names(Policy{.guards_last = "owner", .role_ranks = {"Owner"}}), std::invalid_argument);
    for (const std::string& role : {std::string(), std::string(" Owner"), std::string("a\tb"), std::string(101, 'r')}) {
        CAPTURE(role);
        CHECK_THROWS_AS(check_names(Policy{.roles = {role}}), std::invalid_argument);
    }
}

TEST_CASE("B20: a domain stands for itself, and *. for every domain below it, in any letter case") {
    CHECK(matches_domain("example.com", "example.com"));
    CHECK(matches_domain("EXAMPLE.com", "Example.COM"));
    CHECK_FALSE(matches_domain("mail.example.com", "example.com"));
    CHECK_FALSE(matches_domain("notexample.com", "example.com"));
    CHECK_FALSE(matches_domain("example.com.evil.test", "example.com"));
    CHECK(matches_domain("mail.example.com", "*.Example.com"));
    CHECK(matches_domain("a.b.example.com", "*.example.com"));
    CHECK_FALSE(matches_domain("example.com", "*.example.com"));
    CHECK_FALSE(matches_domain("notexample.com", "*.example.com"));
    CHECK_FALSE(matches_domain("com", "*.example.com"));
}

TEST_CASE("B20: without an allowed domain every one is allowed, and a denied domain is denied even if it is allowed") {
    const auto allows = [](const Policy& policy, std::string_view email) {
        return allows_domain_of(policy, EmailAddress::parse(email).value());
    };
    CHECK(allows(Policy{}, "deirdre@example.com"));
    const Policy allowing{.allowed_domains = {"example.com", "*.example.com", "xn--bcher-kva.example"}};
    CHECK(allows(allowing, "deirdre@EXAMPLE.com"));
    CHECK(allows(allowing, "deirdre@mail.example.com"));
    CHECK(allows(allowing, "deirdre@XN--Bcher-kva.example"));
    CHECK_FALSE(allows(allowing, "deirdre@example.org"));
    const Policy denying{.denied_domains = {"*.example.org"}};
    CHECK(allows(denying, "deirdre@example.org"));
    CHECK_FALSE(allows(denying, "deirdre@mail.example.org"));
    const Policy both{.allowed_domains = {"*.example.com"}, .denied_domains = {"old.example.com"}};
    CHECK(allows(both, "deirdre@new.example.com"));
    CHECK_FALSE(allows(both, "deirdre@old.example.com"));
    CHECK_FALSE(allows(both, "deirdre@example.org"));
}

TEST_CASE("B20: what is not a domain is refused when the policy is checked") {
    for (const std::string good : {"example.com", "*.example.com", "Example.COM", "*.com", "xn--bcher-kva.example"}) {
        CAPTURE(good);
        CHECK_NOTHROW(check_policy(Policy{.allowed_domains = {good}, .denied_domains = {good}}));
    }
    for (const std::string bad : {"", "*", "*.", "*example.com", "*.*.example.com", "a.*.com", "@example.com", ".com",
                                  "example.com.", " example.com", "example..com", "b\u00FCcher.example"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(check_policy(Policy{.allowed_domains = {bad}}), std::invalid_argument);
        CHECK_THROWS_AS(check_policy(Policy{.denied_domains = {bad}}), std::invalid_argument);
    }
}

TEST_CASE("B20: no preset allows or denies domains") {
    for (const Policy& policy :
         {policies::gladly(), policies::softwareone(), policies::atender(), policies::recommended()}) {
        CHECK(policy.allowed_domains.empty());
        CHECK(policy.denied_domains.empty());
    }
}

TEST_CASE("the numbers and switches of the presets are those of the products") {
    const Policy gladly = policies::gladly();
    const Policy softwareone = policies::softwareone();
    const Policy atender = policies::atender();
    const Policy recommended = policies::recommended();

    CHECK(gladly.validity == hours(24));
    CHECK(softwareone.validity == hours(168));
    CHECK(atender.validity == hours(168));
    CHECK(recommended.validity == hours(168));
    for (const Policy& policy : {gladly, softwareone, atender, recommended}) CHECK_FALSE(policy.max_validity);

    CHECK(gladly.resend_while_valid == ResendWhileValid::rotate);
    CHECK(softwareone.resend_while_valid == ResendWhileValid::keep);
    CHECK(atender.resend_while_valid == ResendWhileValid::rotate);
    CHECK(recommended.resend_while_valid == ResendWhileValid::rotate);

    const auto only = [&](auto member, bool in_gladly, bool in_softwareone, bool in_atender, bool in_recommended) {
        CHECK(gladly.*member == in_gladly);
        CHECK(softwareone.*member == in_softwareone);
        CHECK(atender.*member == in_atender);
        CHECK(recommended.*member == in_recommended);
    };
    only(&Policy::resend_after_expiry, true, false, true, true);
    only(&Policy::offers_send_new, false, true, false, false);
    only(&Policy::offers_copy_link, false, true, false, true);
    only(&Policy::offers_by_hand, false, true, false, true);
    only(&Policy::offers_note, false, false, false, true);
    only(&Policy::offers_decline, false, true, false, true);
    only(&Policy::identity_must_match, false, true, false, true);
    only(&Policy::repeated_accept_succeeds, false, true, false, false);
    only(&Policy::presents_superseded_as_expired, false, false, true, false);
    only(&Policy::records_setup, true, false, true, false);

    CHECK(gladly.guards_last == std::nullopt);
    CHECK(softwareone.guards_last == std::nullopt);
    CHECK(atender.guards_last == "Owner");
    CHECK(recommended.guards_last == "Owner");
}

TEST_CASE("B9: cooldown and cap are off in the three products and on in recommended") {
    for (const Policy& policy : {policies::gladly(), policies::softwareone(), policies::atender()}) {
        CHECK(policy.cooldown == Duration{});
        CHECK_FALSE(policy.max_pending);
    }
    CHECK(policies::recommended().cooldown == boost::posix_time::minutes(1));
    CHECK(policies::recommended().max_pending == 1000U);
}
