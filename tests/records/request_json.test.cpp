// SPDX-License-Identifier: MIT
#include "beckon/records/request_json.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "tests/records/messages.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::test_messages;

namespace {

std::string request_error(std::string_view text) {
    try {
        const auto request = request_from_json(text);
        return request ? "no error" : "refused: " + std::string(code(request.error().reason));
    } catch (const Error& error) {
        return error.what();
    }
}

std::string unwritten(const Request& request) {
    try {
        return to_json(request);
    } catch (const Error& error) {
        return error.what();
    }
}

/// The text of a request by the host with one command.
std::string asking(const std::string& command) { return R"({"commands":[)" + command + R"(],"by":{"kind":"host"}})"; }

std::string replaced(std::string text, std::string_view part, std::string_view other) {
    const auto place = text.find(part);
    REQUIRE(place != std::string::npos);
    return text.replace(place, part.size(), other);
}

/// Draws requests, the same in each run.
class Draw {
public:
    explicit Draw(std::uint32_t seed) : engine_(seed) {}

    Request request() {
        Request request;
        if (number(3) == 1) request.subject = id();
        if (number(3) == 2) request.subject = email();
        for (std::uint64_t i = number(4); i > 0; --i) request.commands.push_back(command());
        request.by = actor();
        if (number(2) == 1) request.revision = static_cast<std::int64_t>(1 + number((std::uint64_t{1} << 53U) - 1));
        request.idempotency_key = text();
        return request;
    }

private:
    std::uint64_t number(std::uint64_t end) {
        return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(engine_);
    }

    std::string text() {
        static const std::vector<std::string> parts{
            "a", "\"", "\\", ":", "{", "\n", "\x7F", " ", ",", "\xC3\xA9", "\xF0\x9F\x8E\x89", std::string(1, '\0')};
        std::string text;
        for (std::uint64_t i = number(6); i > 0; --i) text += parts[number(parts.size())];
        return text;
    }

    std::vector<std::string> labels() {
        std::vector<std::string> labels(number(4));
        for (std::string& label : labels) label = text();
        return labels;
    }

    Attributes attributes() {
        Attributes attributes;
        for (std::uint64_t i = number(3); i > 0; --i) attributes[text()] = labels();
        return attributes;
    }

    UserId id() {
        UserId id{};
        for (std::uint8_t& octet : id) octet = static_cast<std::uint8_t>(number(256));
        return id;
    }

    EmailAddress email() { return EmailAddress::parse("A" + std::to_string(number(9)) + "@Example.test").value(); }

    Profile profile() { return {text(), text(), labels(), attributes()}; }

    Terms terms() {
        Terms terms{.by_hand = number(2) == 1};
        if (number(2) == 1)
            terms.validity = boost::posix_time::microseconds(static_cast<std::int64_t>(number(1U << 31U)) - 99);
        if (number(2) == 1) terms.note = text();
        return terms;
    }

    Edit edit() {
        Edit edit{{.attributes = attributes()}};
        if (number(2) == 1) edit.changes.name = text();
        if (number(2) == 1) edit.changes.locale = text();
        if (number(2) == 1) edit.changes.roles = labels();
        return edit;
    }

    Accept accept() { return number(2) == 1 ? Accept{email()} : Accept{}; }

    Command command() {
        const std::vector<Command> all{Invite{email(), profile(), text(), terms()},
                                       Adopt{email(), profile(), text()},
                                       Resend{terms()},
                                       SendNew{terms()},
                                       CopyLink{},
                                       BeginSetup{},
                                       accept(),
                                       Decline{},
                                       CorrectEmail{email(), terms()},
                                       Cancel{},
                                       Deactivate{},
                                       Activate{},
                                       Remove{},
                                       edit()};
        return all[number(all.size())];
    }

    Actor actor() {
        const std::vector<Actor> all{
            Host{}, Member{id(), labels()},
            LinkHolder{{static_cast<std::uint32_t>(number(1ULL << 32U)), static_cast<std::uint8_t>(number(256))}}};
        return all[number(all.size())];
    }

    std::mt19937 engine_;
};

}  // namespace

TEST_CASE("each command has its JSON text, and is read back from it") {
    std::set<Action> seen;
    std::set<std::size_t> subjects;
    std::set<std::size_t> actors;
    for (const auto& [request, text] : written_requests()) {
        CAPTURE(text);
        CHECK(to_json(request) == text);
        const Request read = request_from_json(text).value();
        CHECK(to_json(read) == text);
        CHECK(read.subject == request.subject);
        CHECK(read.by == request.by);
        CHECK(read.revision == request.revision);
        CHECK(read.idempotency_key == request.idempotency_key);
        for (const Command& command : request.commands) seen.insert(action_of(command));
        subjects.insert(request.subject.index());
        actors.insert(request.by.index());
    }
    CHECK(seen.size() == all_actions.size());
    CHECK(subjects.size() == std::variant_size_v<Subject>);
    CHECK(actors.size() == std::variant_size_v<Actor>);
}

TEST_CASE("ten thousand random requests are read back from their JSON texts") {
    Draw draw(1);
    for (int i = 0; i < 10'000; ++i) {
        const Request request = draw.request();
        const std::string text = to_json(request);
        const Request read = request_from_json(text).value();
        if (to_json(read) != text || read.commands.size() != request.commands.size()) FAIL(text);
    }
}

TEST_CASE("members of a request may stand in any order, with blanks, and be left out if empty") {
    const auto request = request_from_json(R"( {"by": {"kind":"host"},
        "commands": [ {"email":"ada@acme.example", "do":"invite"} ]} )")
                             .value();
    CHECK(request.subject == Subject{});
    CHECK_FALSE(request.revision);
    CHECK(request.idempotency_key.empty());
    const auto& invite = std::get<Invite>(request.commands.at(0));
    CHECK(invite.email.text() == "ada@acme.example");
    CHECK(invite.profile == Profile{});
    CHECK(invite.reference.empty());
    CHECK(invite.terms == Terms{});
    const auto edit = request_from_json(asking(R"({"do":"edit","roles":[],"attributes":{"teams":[]}})")).value();
    const ProfileChange changes{.roles = {{}}, .attributes = {{"teams", {}}}};
    CHECK(std::get<Edit>(edit.commands.at(0)).changes == changes);
}

TEST_CASE("a validity in a request is its microseconds") {
    const auto read = request_from_json(asking(R"({"do":"resend","validity":259200000001})")).value();
    CHECK(std::get<Resend>(read.commands.at(0)).terms.validity ==
          boost::posix_time::hours(72) + boost::posix_time::microseconds(1));
}

TEST_CASE("an address in a request that is none is refused as its parser refuses it, naming the field") {
    const auto refusal_in = [](const std::string& text) { return request_from_json(text).error(); };
    const auto refused = [](Reason reason, Field field) { return Refusal{.reason = reason, .field = field}; };
    CHECK(refusal_in(asking(R"({"do":"invite","email":"ada"})")) == refused(Reason::invalid_address, Field::email));
    CHECK(refusal_in(asking(R"({"do":"adopt","email":""})")) == refused(Reason::empty, Field::email));
    CHECK(refusal_in(asking(R"({"do":"correct_email","email":")" + std::string(255, 'a') + "\"}")) ==
          refused(Reason::too_long, Field::email));
    CHECK(refusal_in(asking(R"({"do":"accept","identity":"a@b@c"})")) ==
          refused(Reason::invalid_address, Field::identity));
    CHECK(refusal_in(R"({"subject":{"email":"x"},"commands":[],"by":{"kind":"host"}})") ==
          refused(Reason::invalid_address, Field::email));
}

TEST_CASE("a member of a request that is missing, unknown or of another kind is named") {
    const std::string host = asking(R"({"do":"resend"})");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"{}", R"(member "commands": missing)"},
        {R"({"commands":[]})", R"(member "by": missing)"},
        {replaced(host, R"("by")", R"("to":1,"by")"), R"(member "to": unknown)"},
        {replaced(host, R"("by")", R"("subject":{},"by")"), R"(member "subject.email": missing)"},
        {replaced(host, R"("by")", R"("subject":null,"by")"), R"(member "subject": not an object)"},
        {replaced(host, R"("by")", R"("subject":{"id":"x"},"by")"), R"(member "subject.id": not a UUID in lower case)"},
        {replaced(host, R"("by")",
                  R"("subject":{"id":"a0000000-0000-0000-0000-000000000001","email":"a@b.test"},"by")"),
         R"(member "subject.email": unknown)"},
        {replaced(host, "[{", "{"), "Malformed"},
        {replaced(host, R"([{"do":"resend"}])", "{}"), R"(member "commands": not a list)"},
        {asking("1"), R"(member "commands[0]": not an object)"},
        {asking("{}"), R"(member "commands[0].do": missing)"},
        {asking(R"({"do":"reinvite"})"), R"(member "commands[0].do": not one of its codes)"},
        {asking(R"({"do":"cancel"},{"do":"cancel","email":"a@b.test"})"), R"(member "commands[1].email": unknown)"},
        {asking(R"({"do":"invite"})"), R"(member "commands[0].email": missing)"},
        {asking(R"({"do":"invite","email":7})"), R"(member "commands[0].email": not a text)"},
        {asking(R"({"do":"adopt","email":"a@b.test","note":""})"), R"(member "commands[0].note": unknown)"},
        {asking(R"({"do":"resend","note":null})"), R"(member "commands[0].note": not a text)"},
        {asking(R"({"do":"resend","by_hand":1})"), R"(member "commands[0].by_hand": neither true nor false)"},
        {asking(R"({"do":"resend","validity":"3d"})"), R"(member "commands[0].validity": not a whole number)"},
        {asking(R"({"do":"resend","validity":1.5})"), R"(member "commands[0].validity": not a whole number)"},
        {asking(R"({"do":"resend","validity":9007199254740992})"), R"(member "commands[0].validity": not a whole)"},
        {asking(R"({"do":"resend","validity":1e99})"), R"(member "commands[0].validity": not a whole number)"},
        {asking(R"({"do":"edit","roles":"Agent"})"), R"(member "commands[0].roles": not a list)"},
        {asking(R"({"do":"edit","roles":["A",1]})"), R"(member "commands[0].roles[1]": not a text)"},
        {asking(R"({"do":"edit","attributes":[]})"), R"(member "commands[0].attributes": not an object)"},
        {asking(R"({"do":"edit","attributes":{"teams":[1]}})"),
         R"(member "commands[0].attributes.teams[0]": not a text)"},
        {replaced(host, R"("host")", R"("root")"), R"(member "by.kind": not one of its codes)"},
        {replaced(host, R"("host")", R"("member")"), R"(member "by.id": missing)"},
        {replaced(host, R"("host")", R"("invitee")"), R"(member "by.link": missing)"},
        {replaced(host, R"("host")", R"("host","id":null)"), R"(member "by.id": unknown)"},
        {replaced(host, R"("by")", R"("revision":0,"by")"), R"(member "revision": not a whole number from 1)"},
        {replaced(host, R"("by")", R"("revision":9007199254740992,"by")"), R"(member "revision": not a whole number)"},
        {replaced(host, R"("by")", R"("idempotency_key":7,"by")"), R"(member "idempotency_key": not a text)"},
        {replaced(host, R"("by")", R"("by":{"kind":"host"},"by")"), "an object has the same member twice"},
        {asking(R"({"do":"resend","note":"a","note":"b"})"), "an object has the same member twice"},
        {"[]", "not an object"},
        {replaced(host, R"("by")", R"("a\nb\u0000\u202e":1,"by")"), R"(member "a?b????": unknown)"},
        {replaced(host, R"("by")", "\"" + std::string(5000, 'x') + R"(":1,"by")"),
         "member \"" + std::string(100, 'x') + "...\": unknown"},
        {replaced(host, R"({"kind":"host"})", R"({"kind":"invitee","link":{"generation":0,"key_id":1}})"),
         R"(member "by.link.generation": not a whole number from 1)"},
    };
    for (const auto& [text, error] : cases) {
        CAPTURE(text, error);
        if (error == "Malformed") {
            CHECK(request_error(text).starts_with("request as JSON: "));
        } else {
            CHECK(request_error(text).starts_with("request as JSON: " + error));
        }
    }
}

TEST_CASE("text that is not a request is refused, however long, deep or broken it is") {
    const std::string whole = written_requests().front().second;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK(request_error(std::string_view(whole).substr(0, size)).starts_with("request as JSON: "));
    }
    std::mt19937 engine(7);
    std::string junk(1U << 20U, ' ');
    for (char& c : junk) c = static_cast<char>(engine() & 0xFFU);
    const std::string deep = std::string(1U << 20U, '[');
    std::string nested;
    for (int i = 0; i < 100'000; ++i) nested += R"({"by":)";
    for (const std::string& text :
         {junk, deep, nested, whole + "x", std::string("null"), asking("{\"do\":\"\xFF\"}")}) {
        CHECK(request_error(text).starts_with("request as JSON: "));
    }
}

TEST_CASE("a request with every octet of it changed is read, refused or an error, and nothing else") {
    const std::string whole = written_requests().front().second;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char c : {'\0', '"', '\\', '{', '}', ':', ',', '0', '\x80'}) {
            std::string text = whole;
            text[i] = c;
            CHECK_FALSE(request_error(text).empty());
        }
    }
}

TEST_CASE("a request that has no JSON form is not written, and its member is named") {
    const EmailAddress email = EmailAddress::parse("a@b.test").value();
    const std::int64_t large = std::int64_t{1} << 53U;
    CHECK(unwritten({.commands = {Cancel{}, Invite{email, {.name = "\x80"}}}}) ==
          R"(request as JSON: member "commands[1].name": not valid UTF-8)");
    CHECK(unwritten({.by = Member{{}, {"\xFF"}}}) == R"(request as JSON: member "by.roles": not valid UTF-8)");
    CHECK(unwritten({.revision = large}) ==
          R"(request as JSON: member "revision": not a number that JSON has exactly)");
    CHECK(unwritten({.revision = 0}) == R"(request as JSON: member "revision": not a number that JSON has exactly)");
    CHECK(unwritten({.commands = {Resend{{.validity = boost::posix_time::microseconds(large)}}}}) ==
          R"(request as JSON: member "commands[0].validity": not a number that JSON has exactly)");
    CHECK(unwritten({.commands = {Resend{{.validity = Duration(boost::posix_time::pos_infin)}}}}) ==
          R"(request as JSON: member "commands[0].validity": not a span of time)");
}
