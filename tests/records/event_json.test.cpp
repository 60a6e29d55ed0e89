// SPDX-License-Identifier: MIT
#include "beckon/records/event_json.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

UserId id_of(std::uint8_t last) {
    UserId id{};
    id.data[0] = 0xA0;
    id.data[15] = last;
    return id;
}

Instant at(int day, std::int64_t microseconds = 0) {
    return Instant(boost::gregorian::date(2026, 1, 1)) + boost::posix_time::hours(24 * day) +
           boost::posix_time::microseconds(microseconds);
}

const EmailAddress deirdre = *EmailAddress::parse("Deirdre.O'Neil+x@Example.test");
const Profile profile{"D\xC3\xA9irdre \"D\" \\ \xF0\x9F\x8E\x89", "pt-BR", {"Agent", "Owner"}, {{"teams", {"a/b"}}}};

Event event_of(Change change) {
    return Event{*AccountId::parse("acme"), id_of(1), 7, at(1, 1), Author{}, Status::invite_sent, Status::active,
                 std::move(change)};
}

/// One of each kind of event and more, with the text that it must have.
std::vector<std::pair<Event, std::string>> examples() {
    const std::string head = R"({"account":"acme","user":"a0000000-0000-0000-0000-000000000001","revision":7,)"
                             R"("at":"2026-01-02T00:00:00.000001Z","action":")";
    const std::string middle = R"(","by":{"kind":"host","id":null},"from":"invite_sent","to":"active","change":)";
    const std::string sending = R"("link":{"generation":2,"key_id":255},"expires_at":"2026-01-08T00:00:00.000000Z",)";
    const std::string link = sending + R"("by_hand":false})";
    const std::string noted = sending + R"("note":"Hi,\nZoë \"D\"","by_hand":true})";
    const std::string email = R"("email":"Deirdre.O'Neil+x@Example.test")";
    const std::string given = R"("profile":{"name":")"
                              "D\xC3\xA9irdre"
                              R"( \"D\" \\ )"
                              "\xF0\x9F\x8E\x89"
                              R"(","locale":"pt-BR","roles":["Agent","Owner"],"attributes":{"teams":["a/b"]}})";
    const Link second{2, 255};
    const std::string note = "Hi,\nZo\xC3\xAB \"D\"";
    const auto text = [&](std::string_view action, const std::string& change) {
        return head + std::string(action) + middle + change + "}";
    };
    std::vector<std::pair<Event, std::string>> all{
        {event_of(events::Invited{deirdre, profile, second, at(7), "row \"17\""}),
         text("invite", "{" + email + "," + given + "," + sending + R"("by_hand":false,"reference":"row \"17\""})")},
        {event_of(events::Adopted{deirdre, profile}), text("adopt", "{" + email + "," + given + R"(,"reference":""})")},
        {event_of(events::Invited{deirdre, profile, second, at(7), {}, note, true}),
         text("invite", "{" + email + "," + given + "," + sending + R"("note":"Hi,\nZoë \"D\"",)" +
                            R"("by_hand":true,"reference":""})")},
        {event_of(events::Resent{second, at(7)}), text("resend", "{" + link)},
        {event_of(events::Resent{second, at(7), note, true}), text("resend", "{" + noted)},
        {event_of(events::Resent{second, at(7), ""}), text("resend", "{" + sending + R"("note":"","by_hand":false})")},
        {event_of(events::NewlySent{second, at(7), note, true}), text("send_new", "{" + noted)},
        {event_of(events::EmailCorrected{deirdre, second, at(7), note, true}),
         text("correct_email", "{" + email + "," + noted)},
        {event_of(events::NewlySent{second, at(7)}), text("send_new", "{" + link)},
        {event_of(events::LinkCopied{}), text("copy_link", "{}")},
        {event_of(events::SetupBegun{}), text("begin_setup", "{}")},
        {event_of(events::Accepted{}), text("accept", "{}")},
        {event_of(events::Declined{}), text("decline", "{}")},
        {event_of(events::EmailCorrected{deirdre, second, at(7)}), text("correct_email", "{" + email + "," + link)},
        {event_of(events::Cancelled{}), text("cancel", "{}")},
        {event_of(events::Deactivated{}), text("deactivate", "{}")},
        {event_of(events::Activated{}), text("activate", "{}")},
        {event_of(events::Removed{}), text("remove", "{}")},
        {event_of(events::Edited{}), text("edit", "{}")},
        {event_of(events::Edited{
             {.name = "", .locale = "", .roles = {{"Agent"}}, .attributes = {{"teams", {}}, {"inboxes", {"i"}}}}}),
         text("edit", R"({"name":"","locale":"","roles":["Agent"],"attributes":{"inboxes":["i"],"teams":[]}})")},
    };

    Event extreme = event_of(
        events::Resent{{std::numeric_limits<std::uint32_t>::max(), 0}, Instant(boost::gregorian::date(9999, 12, 31))});
    extreme.account = *AccountId::parse(R"("\~)");
    extreme.revision = std::numeric_limits<std::int64_t>::max();
    extreme.at = Instant(boost::gregorian::date(1400, 1, 1));
    extreme.by = {ActorKind::member, id_of(2)};
    extreme.from.reset();
    extreme.to.reset();
    all.emplace_back(
        extreme, R"({"account":"\"\\~","user":"a0000000-0000-0000-0000-000000000001","revision":9223372036854775807,)"
                 R"("at":"1400-01-01T00:00:00.000000Z","action":"resend",)"
                 R"("by":{"kind":"member","id":"a0000000-0000-0000-0000-000000000002"},"from":null,"to":null,)"
                 R"("change":{"link":{"generation":4294967295,"key_id":0},"expires_at":"9999-12-31T00:00:00.000000Z",)"
                 R"("by_hand":false}})");
    return all;
}

std::string error_of(std::string_view text) {
    try {
        event_from_json(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

/// The text of an invitation with one part of it replaced.
std::string invitation_with(std::string_view part, std::string_view other) {
    std::string text = examples().front().second;
    const auto place = text.find(part);
    REQUIRE(place != std::string::npos);
    return text.replace(place, part.size(), other);
}

}  // namespace

TEST_CASE("B7: each kind of event has its JSON text, and is read back from it exactly") {
    std::set<Action> seen;
    for (const auto& [event, text] : examples()) {
        CAPTURE(text);
        seen.insert(action_of(event));
        CHECK(to_json(event) == text);
        CHECK(event_from_json(text) == event);
    }
    CHECK(seen.size() == all_actions.size());
}

TEST_CASE("an event of a feed has its position beside the event's own JSON text") {
    for (const auto& [event, text] : examples()) {
        CHECK(to_json(PlacedEvent{1, event}) == R"({"position":1,"event":)" + text + "}");
    }
    const auto [event, text] = examples().front();
    CHECK(to_json(PlacedEvent{std::numeric_limits<std::int64_t>::max(), event}) ==
          R"({"position":9223372036854775807,"event":)" + text + "}");
}

TEST_CASE("each actor and status has its code in the JSON text") {
    Event event = event_of(events::Accepted{});
    event.by = {ActorKind::invitee, id_of(1)};
    event.from = Status::deactivated;
    event.to = Status::invite_expired;
    const std::string text = to_json(event);
    CHECK(text.find(R"("by":{"kind":"invitee","id":"a0000000-0000-0000-0000-000000000001"})") != std::string::npos);
    CHECK(text.find(R"("from":"deactivated","to":"invite_expired")") != std::string::npos);
    CHECK(event_from_json(text) == event);
}

TEST_CASE("members may stand in any order and the text may have blanks") {
    Event event = event_of(events::SetupBegun{});
    CHECK(event_from_json(R"( {"change": {}, "to":"active","from":"invite_sent","by":{"id":null,"kind":"host"},
        "action":"begin_setup","at":"2026-01-02T00:00:00.000001Z","revision":7,
        "user":"a0000000-0000-0000-0000-000000000001","account":"acme"} )") == event);
}

TEST_CASE("a member that is missing is named") {
    for (const std::string member : {"account", "user", "revision", "at", "action", "by", "from", "to", "change"}) {
        CHECK(error_of(invitation_with("\"" + member + "\":", "\"other\":")) ==
              "event as JSON: member \"" + member + "\": missing");
    }
    for (const std::string member : {"email", "profile", "link", "expires_at", "by_hand"}) {
        CHECK(error_of(invitation_with("\"" + member + "\":", "\"other\":")) ==
              "event as JSON: member \"change." + member + "\": missing");
    }
    CHECK(error_of(invitation_with(R"("key_id")", R"("key")")) ==
          "event as JSON: member \"change.link.key_id\": missing");
    CHECK(error_of(invitation_with(R"("kind")", R"("sort")")) == "event as JSON: member \"by.kind\": missing");
    CHECK(error_of(invitation_with(R"("locale")", R"("lang")")) ==
          "event as JSON: member \"change.profile.locale\": missing");
}

TEST_CASE("a member that is unknown is named") {
    CHECK(error_of(invitation_with(R"("revision":7)", R"("revision":7,"extra":1)")) ==
          "event as JSON: member \"extra\": unknown");
    CHECK(error_of(invitation_with(R"("kind":"host")", R"("kind":"host","name":"")")) ==
          "event as JSON: member \"by.name\": unknown");
    CHECK(error_of(invitation_with(R"("key_id":255)", R"("key_id":255,"mac":"")")) ==
          "event as JSON: member \"change.link.mac\": unknown");
    CHECK(error_of(invitation_with(R"("locale":"pt-BR")", R"("locale":"pt-BR","age":3)")) ==
          "event as JSON: member \"change.profile.age\": unknown");
    CHECK(error_of(invitation_with(R"("action":"invite")", R"("action":"resend")")) ==
          "event as JSON: member \"change.email\": unknown");
}

TEST_CASE("a member with a value that it cannot hold is named") {
    const std::vector<std::pair<std::pair<std::string, std::string>, std::string>> cases{
        {{R"("acme")", R"("a b")"}, "account"},
        {{R"("acme")", R"("")"}, "account"},
        {{R"("acme")", "7"}, "account"},
        {{"a0000000-", "A0000000-"}, "user"},
        {{"a0000000-", "{a0000000-"}, "user"},
        {{"a0000000-", "z0000000-"}, "user"},
        {{R"("revision":7)", R"("revision":0)"}, "revision"},
        {{R"("revision":7)", R"("revision":-1)"}, "revision"},
        {{R"("revision":7)", R"("revision":7.0)"}, "revision"},
        {{R"("revision":7)", R"("revision":"7")"}, "revision"},
        {{R"("revision":7)", R"("revision":9223372036854775808)"}, "revision"},
        {{"2026-01-02T", "2026-02-30T"}, "at"},
        {{R"("action":"invite")", R"("action":"Invite")"}, "action"},
        {{R"("action":"invite")", R"("action":1)"}, "action"},
        {{R"({"kind":"host","id":null})", "null"}, "by"},
        {{R"("kind":"host")", R"("kind":"root")"}, "by.kind"},
        {{R"("id":null)", R"("id":"")"}, "by.id"},
        {{R"("from":"invite_sent")", R"("from":"Invite sent")"}, "from"},
        {{R"("to":"active")", R"("to":3)"}, "to"},
        {{R"("email":"Deirdre)", R"("email":"@Deirdre)"}, "change.email"},
        {{R"("roles":["Agent","Owner"])", R"("roles":"Agent")"}, "change.profile.roles"},
        {{R"("roles":["Agent","Owner"])", R"("roles":["Agent",1])"}, "change.profile.roles[1]"},
        {{R"("locale":"pt-BR")", R"("locale":null)"}, "change.profile.locale"},
        {{R"("generation":2)", R"("generation":4294967296)"}, "change.link.generation"},
        {{R"("generation":2)", R"("generation":-2)"}, "change.link.generation"},
        {{R"("key_id":255)", R"("key_id":256)"}, "change.link.key_id"},
        {{R"("expires_at":"2026-01-08T)", R"("expires_at":"2026-01-08 )"}, "change.expires_at"},
        {{R"("by_hand":false)", R"("by_hand":null)"}, "change.by_hand"},
        {{R"("by_hand":false)", R"("by_hand":false,"note":null)"}, "change.note"},
    };
    for (const auto& [replacement, member] : cases) {
        CAPTURE(replacement.second);
        const std::string error = error_of(invitation_with(replacement.first, replacement.second));
        CHECK(error.rfind("event as JSON: member \"" + member + "\": ", 0) == 0);
        CHECK(error.find("missing") == std::string::npos);
        CHECK(error.find("unknown") == std::string::npos);
    }
}

TEST_CASE("text that is not one JSON object is refused") {
    const std::string whole = examples().front().second;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_THROWS_AS(event_from_json(std::string_view(whole).substr(0, size)), Error);
    }
    CHECK_THROWS_AS(event_from_json(whole + "x"), Error);
    CHECK_THROWS_AS(event_from_json("[]"), Error);
    CHECK_THROWS_AS(event_from_json("null"), Error);
    CHECK_THROWS_AS(event_from_json(invitation_with("Agent",
                                                    "Ag\xFF"
                                                    "nt")),
                    Error);
}

TEST_CASE("a member that is there twice is refused, and a colon in a text is no member") {
    const std::string twice = "event as JSON: an object has the same member twice";
    CHECK(error_of(invitation_with(R"("revision":7)", R"("revision":7,"revision":7)")) == twice);
    CHECK(error_of(invitation_with(R"("key_id":255)", R"("key_id":255,"key_id":1)")) == twice);
    const Event event = event_of(events::Edited{{.name = R"("":\":{"a":1})", .locale = R"(a:b\)"}});
    CHECK(event_from_json(to_json(event)) == event);
}

TEST_CASE("an event that has no JSON form is not written, and its member is named") {
    const auto error = [](const Event& event) -> std::string {
        try {
            return to_json(event);
        } catch (const Error& e) {
            return e.what();
        }
    };
    Profile broken = profile;
    broken.attributes["teams"] = {"good", "b\xC3"};
    CHECK(error(event_of(events::Adopted{deirdre, broken})) ==
          "event as JSON: member \"change.profile.attributes.teams\": not valid UTF-8");
    CHECK(error(event_of(events::Edited{{.name = "\x80"}})) ==
          "event as JSON: member \"change.name\": not valid UTF-8");
    CHECK(error(event_of(events::Edited{{.attributes = {{"\x80", {}}}}})) ==
          "event as JSON: member \"change.attributes\": not valid UTF-8");
    Event never = event_of(events::SetupBegun{});
    never.at = Instant(boost::posix_time::not_a_date_time);
    CHECK(error(never) == "event as JSON: member \"at\": not an instant in the years 1400 to 9999");
}
