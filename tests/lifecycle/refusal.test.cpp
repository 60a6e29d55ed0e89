// SPDX-License-Identifier: MIT
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/user.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

struct Numbered {
    int number;
    std::string_view code;
};

constexpr Numbered reasons[] = {
    {1, "empty"},
    {2, "too_long"},
    {3, "not_utf8"},
    {4, "control_character"},
    {5, "invalid_address"},
    {6, "invalid_account"},
    {7, "invalid_locale"},
    {8, "no_roles"},
    {9, "duplicate"},
    {10, "too_many"},
    {11, "invalid_time"},
    {12, "invalid_cursor"},
    {13, "invalid_key"},
    {14, "malformed_csv"},
    {15, "unknown_column"},
    {16, "missing_column"},
    {17, "wrong_columns"},
    {18, "invalid_value"},
    {19, "invalid_message_id"},
    {20, "unknown_attribute"},
    {21, "unknown_role"},
    {24, "not_permitted"},
    {25, "link_required"},
    {26, "host_only"},
    {27, "oneself"},
    {28, "last_holder"},
    {29, "role_above_own"},
    {30, "user_not_found"},
    {31, "address_taken"},
    {32, "still_valid"},
    {33, "invitation_expired"},
    {34, "not_accepted_yet"},
    {35, "already_active"},
    {36, "user_deactivated"},
    {37, "not_offered"},
    {38, "too_soon"},
    {39, "too_many_pending"},
    {40, "signing_key_retired"},
    {41, "identity_required"},
    {42, "identity_mismatch"},
    {43, "domain_not_allowed"},
    {50, "link_invalid"},
    {51, "link_expired"},
    {52, "link_superseded"},
    {53, "link_used"},
    {54, "link_cancelled"},
    {55, "link_declined"},
    {56, "link_removed"},
    {57, "link_deactivated"},
    {60, "key_reused"},
    {61, "changed_meanwhile"},
};

constexpr Numbered remedies[] = {
    {0, ""},
    {1, "reset_password"},
    {2, "send_new_invitation"},
    {3, "resend"},
    {4, "ask_administrator"},
    {5, "open_latest_mail"},
    {6, "activate"},
    {7, "sign_in"},
    {8, "cancel_and_invite_again"},
    {9, "wait"},
    {10, "use_another_address"},
    {11, "deactivate"},
    {12, "cancel"},
    {13, "remove"},
    {14, "remove_and_invite_again"},
    {15, "invite_again"},
    {16, "edit"},
    {17, "save_as_utf8"},
    {18, "write_domain_in_ascii"},
    {19, "use_ascii_address"},
};

constexpr Numbered actions[] = {
    {1, "invite"},      {2, "adopt"},     {3, "resend"},  {4, "send_new"},      {5, "copy_link"},
    {6, "begin_setup"}, {7, "accept"},    {8, "decline"}, {9, "correct_email"}, {10, "cancel"},
    {11, "deactivate"}, {12, "activate"}, {13, "remove"}, {14, "edit"},
};

constexpr Numbered statuses[] = {{1, "invite_sent"}, {2, "invite_expired"}, {3, "active"}, {4, "deactivated"}};

/// That the codes of an enumeration are those pinned, and that no number in 0 to 200 beside them has one.
template <class Enum, std::size_t size>
void pinned(const Numbered (&table)[size]) {
    for (int number = 0; number <= 200; ++number) {
        std::string_view expected;
        for (const Numbered& each : table) {
            if (each.number == number) expected = each.code;
        }
        CAPTURE(number);
        CHECK(code(static_cast<Enum>(number)) == expected);
    }
}

/// The codes of all reasons of a kind, in the order of their numbers.
std::string reasons_of(RefusalKind wanted) {
    std::string codes;
    for (const Numbered& each : reasons) {
        if (kind(static_cast<Reason>(each.number)) != wanted) continue;
        codes.append(codes.empty() ? "" : " ").append(each.code);
    }
    return codes;
}

}  // namespace

TEST_CASE("the numbers and codes of reasons never move") { pinned<Reason>(reasons); }

TEST_CASE("every reason has the kind that matches its HTTP status") {
    CHECK(reasons_of(RefusalKind::malformed) ==
          "empty too_long not_utf8 control_character invalid_address invalid_account invalid_locale no_roles duplicate "
          "too_many invalid_time invalid_cursor invalid_key malformed_csv unknown_column missing_column wrong_columns "
          "invalid_value invalid_message_id unknown_attribute unknown_role");
    CHECK(reasons_of(RefusalKind::forbidden) ==
          "not_permitted link_required host_only oneself role_above_own identity_required identity_mismatch "
          "domain_not_allowed");
    CHECK(reasons_of(RefusalKind::not_found) == "user_not_found link_invalid");
    CHECK(reasons_of(RefusalKind::conflict) ==
          "last_holder address_taken still_valid invitation_expired not_accepted_yet already_active user_deactivated "
          "not_offered too_many_pending signing_key_retired key_reused changed_meanwhile");
    CHECK(reasons_of(RefusalKind::gone) ==
          "link_expired link_superseded link_used link_cancelled link_declined link_removed link_deactivated");
    CHECK(reasons_of(RefusalKind::too_soon) == "too_soon");
}

TEST_CASE("the numbers and codes of remedies never move") { pinned<Remedy>(remedies); }

TEST_CASE("the numbers and codes of actions never move") { pinned<Action>(actions); }

TEST_CASE("the numbers and codes of statuses never move") { pinned<Status>(statuses); }

TEST_CASE("the stored numbers of actor kinds and removals never move") {
    CHECK(static_cast<int>(ActorKind::host) == 1);
    CHECK(static_cast<int>(ActorKind::member) == 2);
    CHECK(static_cast<int>(ActorKind::invitee) == 3);
    CHECK(static_cast<int>(Removal::cancelled) == 1);
    CHECK(static_cast<int>(Removal::declined) == 2);
    CHECK(static_cast<int>(Removal::removed) == 3);
}

TEST_CASE("B5: every reason and every remedy has a sentence of its own") {
    std::set<std::string_view> sentences;
    for (const Numbered& each : reasons) {
        CAPTURE(each.code);
        const auto text = message(static_cast<Reason>(each.number));
        REQUIRE_FALSE(text.empty());
        CHECK(text.back() == '.');
        CHECK(sentences.insert(text).second);
    }
    for (const Numbered& each : remedies) {
        if (each.number == 0) continue;
        CAPTURE(each.code);
        const auto text = message(static_cast<Remedy>(each.number));
        REQUIRE_FALSE(text.empty());
        CHECK(text.back() == '.');
        CHECK(sentences.insert(text).second);
    }
    CHECK(message(Remedy::none).empty());
    CHECK(message(static_cast<Reason>(999)).empty());
    CHECK(message(static_cast<Remedy>(999)).empty());
}

TEST_CASE("G3: the four statuses bear the words of seed 000") {
    CHECK(label(Status::invite_sent) == "Invite sent");
    CHECK(label(Status::invite_expired) == "Invite expired");
    CHECK(label(Status::active) == "Active");
    CHECK(label(Status::deactivated) == "Deactivated");
    CHECK(label(static_cast<Status>(0)).empty());
}

TEST_CASE("the actions bear the words of the products' menus") {
    CHECK(label(Action::resend) == "Resend invite");
    CHECK(label(Action::copy_link) == "Copy invitation link");
    CHECK(label(Action::send_new) == "Send new invitation");
    std::set<std::string_view> labels;
    for (const Action action : all_actions) labels.insert(label(action));
    CHECK(labels.size() == 14);
    CHECK_FALSE(labels.contains(""));
    CHECK(label(static_cast<Action>(0)).empty());
}

TEST_CASE("a refusal's message has the field, the reason and the remedy") {
    CHECK(message(Refusal{.reason = Reason::empty, .field = Field::name}) == "name: This must not be empty.");
    CHECK(message(Refusal{.reason = Reason::already_active, .remedy = Remedy::reset_password}) ==
          "The user is already active. Reset the password instead.");
    CHECK(message(Refusal{.reason = Reason::not_offered}) == "This is not available here.");
    CHECK(message(Refusal{.reason = Reason::address_taken, .remedy = Remedy::activate, .field = Field::email}) ==
          "email: A user with this email address already exists. Activate the user.");
}

TEST_CASE("B20: the message about a domain names the domain") {
    CHECK(message(Refusal{.reason = Reason::domain_not_allowed,
                          .remedy = Remedy::use_another_address,
                          .field = Field::email,
                          .names = {"elsewhere.test"}}) ==
          "email: Email addresses at this domain cannot be invited here. The domain is elsewhere.test. Use another "
          "email address.");
}

TEST_CASE("S8: whoever opens an expired link is told to ask the administrator for a new invitation") {
    const std::string text = message(Refusal{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator});
    CHECK(text == "This invitation has expired. Ask your administrator for a new invitation.");
    CHECK(message(Refusal{.reason = Reason::link_expired}) == "This invitation has expired.");
}

TEST_CASE("A12: an older link's message says to look at the most recent mail") {
    const std::string text = message(Refusal{.reason = Reason::link_superseded, .remedy = Remedy::open_latest_mail});
    CHECK(text.find("most recent invitation email") != std::string::npos);
}

TEST_CASE("value() on a refusal throws it, with its code in the text") {
    const Result<int> refused = Refusal{.reason = Reason::too_soon, .remedy = Remedy::wait};
    CHECK_THROWS_AS(refused.value(), RefusedError);
    try {
        static_cast<void>(refused.value());
    } catch (const RefusedError& error) {
        CHECK(error.refusal() == refused.error());
        CHECK(std::string_view(error.what()) == "refused: too_soon");
    }
    CHECK(Result<int>(3).value() == 3);
}
