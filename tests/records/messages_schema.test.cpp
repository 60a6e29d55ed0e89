// SPDX-License-Identifier: MIT
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/records/answer_json.hpp"
#include "beckon/records/request_json.hpp"
#include "beckon/records/user_json.hpp"
#include "tests/records/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/enumerators.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_messages;

namespace {

namespace json = boost::json;

/// A changed copy of a document, and whether something that may be missing was taken out and nothing else changed.
struct Mutant {
    json::value document;
    bool misses_optional = false;
};

/// A value of another type.
json::value of_wrong_type(const json::value& value) {
    if (value.is_string() || value.is_null()) return 7;
    if (value.is_bool()) return "true";
    if (value.is_number()) return json::value(json::string(json::serialize(value)));
    if (value.is_array()) return "x";
    return json::array();
}

/// Adds a copy of `whole` for each change of an object in `part`, which is in `whole` as the member `name`.
void mutate(json::value& whole, json::value& part, std::string_view name, std::vector<Mutant>& mutants) {
    static const std::set<std::string_view> optional{"retry_at", "field", "actual", "names", "token"};
    if (auto* list = part.if_array()) {
        for (json::value& each : *list) mutate(whole, each, name, mutants);
    }
    if (!part.is_object()) return;
    const json::object before = part.get_object();
    part.get_object()["unheard_of"] = "x";
    mutants.push_back({whole});
    for (const auto& member : before) {
        part = before;
        part.get_object().erase(member.key());
        mutants.push_back({whole, name == "attributes" || optional.contains(member.key())});
        part = before;
        part.get_object()[member.key()] = of_wrong_type(member.value());
        mutants.push_back({whole});
    }
    part = before;
    for (auto& member : part.get_object()) mutate(whole, member.value(), member.key(), mutants);
}

std::vector<Mutant> mutants_of(json::value whole) {
    std::vector<Mutant> mutants;
    mutate(whole, whole, "", mutants);
    return mutants;
}

/// The request with each other action in place of its first, and with each other kind of actor.
std::vector<json::value> recoded(const json::value& request) {
    std::vector<json::value> all;
    for (const Action action : all_actions) {
        all.push_back(request);
        all.back().at("commands").at(0).at("do") = code(action);
    }
    for (const ActorKind kind : all_values<ActorKind>()) {
        all.push_back(request);
        all.back().at("by").at("kind") = code(kind);
    }
    return all;
}

bool is_read(const std::string& text) {
    try {
        return request_from_json(text).has_value();
    } catch (const Error&) {
        return false;
    }
}

void write_line(std::ostream& lines, std::string_view of, const json::value& document, bool is_valid) {
    lines << json::object{{"of", of}, {"valid", is_valid}, {"document", document}} << '\n';
}

void write_requests(std::ostream& lines) {
    for (const auto& [request, text] : written_requests()) {
        const json::value document = json::parse(text);
        write_line(lines, "request", document, true);
        std::vector<json::value> others = recoded(document);
        for (Mutant& mutant : mutants_of(document)) others.push_back(std::move(mutant.document));
        for (const json::value& other : others) write_line(lines, "request", other, is_read(json::serialize(other)));
    }
    const auto write = [&](const std::string& text) { write_line(lines, "request", json::parse(text), is_read(text)); };
    for (const std::string number : {"0", "1", "-1", "1.5", "9007199254740991", "9007199254740992"}) {
        write(R"({"commands":[],"by":{"kind":"host"},"revision":)" + number + "}");
        write(R"({"commands":[{"do":"resend","validity":)" + number + R"(}],"by":{"kind":"host"}})");
    }
    for (const std::string email : {"", "x", "a@b@c", ".a@b.test", "a@b.test", "a@b.test ", "A.b+c@d-e.test"}) {
        write(R"({"commands":[{"do":"accept","identity":")" + email + R"("}],"by":{"kind":"host"}})");
    }
}

void write_answers(std::ostream& lines) {
    const auto write = [&](std::string_view of, const std::string& text) {
        const json::value document = json::parse(text);
        write_line(lines, of, document, true);
        for (const Mutant& mutant : mutants_of(document))
            write_line(lines, of, mutant.document, mutant.misses_optional);
    };
    const Instant now = in_january(3);
    for (const auto& [user, text] : written_users()) {
        write("user", to_json(user, now));
        write("answer", to_json(Result<Done>(Done{user, true, "AQ_-"}), now));
    }
    for (const auto& [refusal, text] : written_refusals()) {
        write("refusal", to_json(refusal));
        write("answer", to_json(Result<Done>(refusal), now));
    }
}

template <class Enum>
json::value codes_value() {
    return json::value_from(test_support::codes<Enum>());
}

}  // namespace

TEST_CASE(
    "docs/messages.schema.json and the library agree on requests, answers, refusals and users, and on all codes") {
    const test_support::TemporaryFolder folder;
    const std::string file = (folder.path() / "documents.jsonl").string();
    {
        std::ofstream lines(file);
        lines << json::object{{"action", codes_value<Action>()},
                              {"actor_kind", codes_value<ActorKind>()},
                              {"status", codes_value<Status>()},
                              {"reason", codes_value<Reason>()},
                              {"refusal_kind", codes_value<RefusalKind>()},
                              {"remedy", codes_value<Remedy>()},
                              {"field", codes_value<Field>()}}
              << '\n';
        write_requests(lines);
        write_answers(lines);
        REQUIRE(lines.flush());
    }
    const std::string docs = BECKON_SOURCE_DIR "/docs/";
    test_support::check_by_schema({BECKON_TESTS_DIR "/records/messages_schema.py", docs + "messages.schema.json",
                                   docs + "event.schema.json", file, docs + "messages.md"});
}
