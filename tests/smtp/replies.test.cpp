// SPDX-License-Identifier: MIT
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "beckon/link/token.hpp"
#include "beckon/smtp/smtp_mailer.hpp"
#include "tests/smtp/servers.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// A row of the table in docs/sending.md.
struct ReplyRow {
    std::string stage;
    std::string reply;  ///< Empty: none.
    std::string delivery;
    bool counts = false;
    bool ends_run = false;
    int minutes = 0;  ///< Until it is tried again. 0: never.
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream parts(line.substr(1));
    for (std::string cell; std::getline(parts, cell, '|');) cells.emplace_back(trimmed(cell));
    return cells;
}

std::string without_backticks(std::string text) {
    std::erase(text, '`');
    return text == "no reply" ? std::string() : text;
}

std::vector<ReplyRow> published_rows() {
    std::istringstream page(octets_of(BECKON_SOURCE_DIR "/docs/sending.md"));
    std::vector<ReplyRow> rows;
    for (std::string line; std::getline(page, line);) {
        if (line.rfind("| ", 0) != 0 || line.rfind("| at |", 0) == 0) continue;
        const auto cells = cells_of(line);
        REQUIRE(cells.size() == 6);
        rows.push_back({cells[0], without_backticks(cells[1]), cells[2], cells[3] == "yes", cells[4] == "yes",
                        cells[5].empty() ? 0 : std::stoi(cells[5])});
    }
    return rows;
}

std::string script_of(const ReplyRow& row) {
    const std::string stage = row.stage == "end of email" ? "dot" : row.stage;
    return stage + "=" + (row.reply.empty() ? "drop" : row.reply);
}

/// Servers of fault_server.py, one for each script.
class ReplyServers {
public:
    explicit ReplyServers(std::vector<std::string> scripts)
        : server_("smtp/fault_server.py", arguments(std::move(scripts)), folder_.path() / "ports") {}

    SmtpOptions options(std::size_t index) const { return in_clear(server_.port(index)); }

private:
    std::vector<std::string> arguments(std::vector<std::string> scripts) const {
        scripts.insert(scripts.begin(), {"--port-file", folder_.path() / "ports"});
        return scripts;
    }

    TemporaryFolder folder_;
    ScriptedServer server_;
};

/// How often each address arrived at the server that keeps every email.
class Inbox {
public:
    SmtpOptions options() const { return in_clear(server_.port()); }

    std::map<std::string, int> copies() const {
        std::map<std::string, int> copies;
        std::istringstream log(octets_of(folder_.path() / "mails" / "log.jsonl"));
        for (std::string line; std::getline(log, line);) {
            const std::size_t begin = line.find("\"to\": [\"") + 8;
            ++copies[line.substr(begin, line.find('"', begin) - begin)];
        }
        return copies;
    }

private:
    TemporaryFolder folder_;
    ScriptedServer server_{"support/smtp_server.py",
                           {"--port-file", folder_.path() / "port", "--maildir", folder_.path() / "mails"},
                           folder_.path() / "port"};
};

constexpr int many = 1000;

std::string numbered(int i) { return "u" + std::to_string(i) + "@d" + std::to_string(i % 50) + ".example.test"; }

Policy without_cap() {
    Policy policy = policies::recommended();
    policy.max_pending.reset();
    return policy;
}

}  // namespace

TEST_CASE("Every row of the table of replies in docs/sending.md is what happens with a real server") {
    const auto rows = published_rows();
    REQUIRE(rows.size() > 25);
    std::vector<std::string> scripts;
    for (const ReplyRow& row : rows) scripts.push_back(script_of(row));
    const ReplyServers servers(scripts);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ReplyRow& row = rows[i];
        CAPTURE(row.stage, row.reply);
        MemoryStore store;
        World world(store, policies::recommended());
        const User user = world.invite("u@example.test");
        world.invite("other@example.test");
        SmtpMailer mailer(servers.options(i));
        const auto reports = world.courier.deliver(mailer);
        const MailRecord mail = newest_mail(world, user);
        CAPTURE(mail.detail);
        CHECK(code(mail.delivery) == row.delivery);
        CHECK(mail.attempts == (row.counts ? 1 : 0));
        CHECK(reports.size() == (row.ends_run ? 1 : 2));
        CHECK(mail.next_attempt_at.has_value() == (row.minutes > 0));
        if (mail.next_attempt_at) CHECK(*mail.next_attempt_at == world.now() + minutes(row.minutes));
        CHECK(contains(mail.detail, row.reply));
        if (mail.delivery == Delivery::failed) CHECK(mail.cause == FailureCause::no_such_address);
    }
}

TEST_CASE(
    "An outbox of 1,000 emails through a relay that is repaired after a day: nothing is lost, each arrives once") {
    const ReplyServers broken({"RCPT=554 5.7.1 Relay access denied"});
    const Inbox repaired;
    MemoryStore store;
    World world(store, without_cap());
    for (int i = 0; i < many; ++i) world.invite(numbered(i));
    SmtpMailer refusing(broken.options(0));
    for (int hour = 0; hour < 24; ++hour) {
        world.courier.deliver(refusing, many);
        world.advance(hours(1));
    }
    const DeliveryCounts waiting = store.count_deliveries(acme());
    CHECK(waiting.queued + waiting.deferred == many);
    SmtpMailer taking(repaired.options());
    for (int minute = 0; minute < 180; minute += 10) {
        world.courier.deliver(taking, many);
        world.advance(minutes(10));
    }
    CHECK(store.count_deliveries(acme()).sent == many);
    const auto copies = repaired.copies();
    CHECK(copies.size() == many);
    for (const auto& [to, times] : copies) CHECK(times == 1);
}

TEST_CASE("I17: one restricted recipient among 1,000 good ones holds none of them up") {
    const ReplyServers closed({"RCPT=550 5.7.1 Only members may write to this list"});
    const Inbox inbox;
    MemoryStore store;
    World world(store, without_cap());
    std::vector<User> users;
    for (int i = 0; i < many; ++i) users.push_back(world.invite(numbered(i)));
    const User& restricted = users[many / 2];
    SmtpMailer refusing(closed.options(0));
    SmtpMailer taking(inbox.options());
    class Relay final : public Mailer {
    public:
        Relay(Mailer& refusing, Mailer& taking, EmailAddress closed)
            : refusing_(refusing), taking_(taking), closed_(std::move(closed)) {}
        MailOutcome send(const MailMessage& message) override {
            return message.to == closed_ ? refusing_.send(message) : taking_.send(message);
        }

    private:
        Mailer& refusing_;
        Mailer& taking_;
        EmailAddress closed_;
    } relay(refusing, taking, restricted.email);
    world.courier.deliver(relay, many);
    CHECK(newest_mail(world, restricted).delivery == Delivery::deferred);
    CHECK(store.count_deliveries(acme()).sent == many - 1);
    for (int minute = 0; minute < 180; minute += 10) {
        world.invite("more" + std::to_string(minute) + "@example.test");
        world.courier.deliver(relay, many);
        world.advance(minutes(10));
    }
    CHECK(newest_mail(world, restricted).delivery == Delivery::failed);
    CHECK(newest_mail(world, restricted).cause == FailureCause::refused);
    CHECK(store.count_deliveries(acme()).failed == 1);
    CHECK(store.count_deliveries(acme()).deferred + store.count_deliveries(acme()).queued == 0);
}
