// SPDX-License-Identifier: MIT
#include "tests/records/messages.hpp"

namespace beckon::test_messages {

namespace {

const std::string id_text = R"("a0000000-0000-0000-0000-000000000001")";
const std::string other_text = R"("a0000000-0000-0000-0000-000000000002")";
const std::string flat_profile =
    "\"name\":\"Ad\xC3\xA1 \\\"A\\\"\",\"locale\":\"pt-BR\",\"roles\":[\"Agent\",\"Owner\"],"
    "\"attributes\":{\"teams\":[\"a/b\",\"c\"]}";

Request by_host(Command command) { return {.subject = id_with(1), .commands = {std::move(command)}}; }

std::string by_host(const std::string& command) {
    return R"({"subject":{"id":)" + id_text + R"(},"commands":[)" + command + R"(],"by":{"kind":"host"}})";
}

User user_in(State state) {
    return {.account = AccountId::parse("acme").value(),
            .id = id_with(1),
            .email = ada(),
            .profile = profile_of_ada(),
            .reference = "row 17",
            .state = std::move(state),
            .link = Link{2, 255},
            .created_at = in_january(0),
            .joined_at = in_january(1),
            .invited_by = id_with(2),
            .revision = 7};
}

std::string user_text(const std::string& status, const std::string& since, const std::string& invitation) {
    return R"({"account":"acme","id":)" + id_text + R"(,"email":"Ada@Example.test","profile":{)" + flat_profile +
           R"(},"reference":"row 17","status":)" + status + R"(,"since":)" + since + R"(,"invitation":)" + invitation +
           R"(,"link":{"generation":2,"key_id":255},"created_at":"2026-01-01T00:00:00.000000Z",)" +
           R"("joined_at":"2026-01-02T00:00:00.000000Z","invited_by":)" + other_text + R"(,"revision":7})";
}

}  // namespace

std::vector<std::pair<Request, std::string>> written_requests() {
    const Terms terms{.validity = boost::posix_time::hours(72), .note = "Hi,\n\"A\"", .by_hand = true};
    const std::string terms_text = R"("validity":259200000000,"note":"Hi,\n\"A\"","by_hand":true)";
    const std::string newcomer = R"("email":"Ada@Example.test",)" + flat_profile + R"(,"reference":"row 17")";
    return {
        {{.subject = ada(),
          .commands = {Edit{{.name = "", .locale = "de", .roles = {{"Agent"}}, .attributes = {{"teams", {}}}}},
                       Deactivate{}},
          .by = Member{id_with(2), {"Owner"}},
          .revision = (std::int64_t{1} << 53U) - 1,
          .idempotency_key = "key \"1\""},
         R"({"subject":{"email":"Ada@Example.test"},"commands":[{"do":"edit","name":"","locale":"de","roles":["Agent"],)"
         R"("attributes":{"teams":[]}},{"do":"deactivate"}],"by":{"kind":"member","id":)" +
             other_text + R"(,"roles":["Owner"]},"revision":9007199254740991,"idempotency_key":"key \"1\""})"},
        {{.commands = {Invite{ada(), profile_of_ada(), "row 17", terms}}, .by = Member{id_with(2), {}}},
         R"({"commands":[{"do":"invite",)" + newcomer + "," + terms_text + R"(}],"by":{"kind":"member","id":)" +
             other_text + "}}"},
        {{.commands = {Invite{ada(), {}}}, .by = Host{}},
         R"({"commands":[{"do":"invite","email":"Ada@Example.test"}],"by":{"kind":"host"}})"},
        {by_host(Adopt{ada(), profile_of_ada(), "row 17"}), by_host(R"({"do":"adopt",)" + newcomer + "}")},
        {by_host(Resend{terms}), by_host(R"({"do":"resend",)" + terms_text + "}")},
        {by_host(Resend{{.note = ""}}), by_host(R"({"do":"resend","note":""})")},
        {by_host(SendNew{}), by_host(R"({"do":"send_new"})")},
        {by_host(CopyLink{}), by_host(R"({"do":"copy_link"})")},
        {{.subject = id_with(1), .commands = {BeginSetup{}}, .by = LinkHolder{{2, 255}}},
         R"({"subject":{"id":)" + id_text +
             R"(},"commands":[{"do":"begin_setup"}],"by":{"kind":"invitee","link":{"generation":2,"key_id":255}}})"},
        {by_host(Accept{}), by_host(R"({"do":"accept"})")},
        {by_host(Accept{ada()}), by_host(R"({"do":"accept","identity":"Ada@Example.test"})")},
        {by_host(Decline{}), by_host(R"({"do":"decline"})")},
        {by_host(CorrectEmail{ada(), terms}),
         by_host(R"({"do":"correct_email","email":"Ada@Example.test",)" + terms_text + "}")},
        {by_host(Cancel{}), by_host(R"({"do":"cancel"})")},
        {by_host(Activate{}), by_host(R"({"do":"activate"})")},
        {by_host(Remove{}), by_host(R"({"do":"remove"})")},
        {by_host(Edit{{}}), by_host(R"({"do":"edit"})")},
    };
}

std::vector<std::pair<User, std::string>> written_users() {
    const std::string sent = R"({"sent_at":"2026-01-01T00:00:00.000000Z","expires_at":"2026-01-0)";
    const std::string rest = R"(T00:00:00.000000Z","times_sent":3,"opened_at":)";
    const std::string third = R"("2026-01-03T00:00:00.000000Z")";
    User bare = user_in(Active{in_january(2)});
    bare.link.reset();
    bare.joined_at.reset();
    bare.invited_by.reset();
    std::string bare_text = R"({"account":"acme","id":)" + id_text + R"(,"email":"Ada@Example.test","profile":{)" +
                            flat_profile + R"(},"reference":"row 17","status":"active","since":)" + third +
                            R"(,"invitation":null,"link":null,"created_at":"2026-01-01T00:00:00.000000Z",)" +
                            R"("joined_at":null,"invited_by":null,"revision":7})";
    return {
        {user_in(Invited{in_january(0), in_january(4), 3, in_january(2), "Hi"}),
         user_text(R"("invite_sent")", "null", sent + "5" + rest + third + R"(,"note":"Hi"})")},
        {user_in(Invited{in_january(0), in_january(3), 3, std::nullopt, ""}),
         user_text(R"("invite_expired")", "null", sent + "4" + rest + R"(null,"note":""})")},
        {user_in(Active{in_january(2)}), user_text(R"("active")", third, "null")},
        {std::move(bare), std::move(bare_text)},
        {user_in(Deactivated{in_january(2)}), user_text(R"("deactivated")", third, "null")},
        {user_in(Removed{in_january(2), Removal::declined}), user_text("null", third, "null")},
    };
}

std::vector<std::pair<Refusal, std::string>> written_refusals() {
    return {
        {{.reason = Reason::user_not_found},
         R"("reason":"user_not_found","kind":"not_found","remedy":null,"message":"There is no such user.")"},
        {{.reason = Reason::link_expired,
          .remedy = Remedy::ask_administrator,
          .retry_at = in_january(2),
          .field = Field::attributes,
          .actual = Reason::link_superseded,
          .names = {"teams", "t\"s"}},
         R"("reason":"link_expired","kind":"gone","remedy":"ask_administrator","message":"teams: This invitation has )"
         R"(expired. Ask your administrator for a new invitation.","retry_at":"2026-01-03T00:00:00.000000Z",)"
         R"("field":"attributes","actual":"link_superseded","names":["teams","t\"s"])"},
    };
}

}  // namespace beckon::test_messages
