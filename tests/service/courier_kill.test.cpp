// SPDX-License-Identifier: MIT
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "beckon/smtp/smtp_mailer.hpp"
#include "beckon/testing/faulty_mailer.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyMailer;
using beckon::testing::FaultyStore;
using beckon::testing::MailFault;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

/// Where a courier dies: at the n-th call of a method, before or after it.
struct Death {
    std::string_view method;
    bool after;
    std::size_t n;

    bool holds_a_mail() const { return method == "send" || (method == "claim_mail") == after; }
    bool mail_is_out() const { return method == "send" ? after : method == "settle_mail" && !after; }
};

CourierConfig patient(World& world) {
    CourierConfig config = world.courier_config();
    config.max_lapses = 1000;
    return config;
}

/// Runs a courier in a process of its own, which has to die there.
void run_and_die(const TemporaryFolder& folder, std::uint16_t port, Instant now, const Death& death) {
    const pid_t child = fork();
    REQUIRE(child != -1);
    if (child == 0) {
        try {
            const auto store = open_sqlite(folder);
            World world(*store, policies::softwareone());
            world.surroundings.set(now);
            FaultyStore watched(*store);
            SmtpMailer smtp({.host = "127.0.0.1", .port = port, .security = SmtpOptions::Security::none});
            FaultyMailer mailer(smtp);
            const auto die = [] { raise(SIGKILL); };
            if (death.method == "send") {
                mailer.plan({.at = death.n,
                             .kind = death.after ? MailFault::Kind::delays_answer : MailFault::Kind::delays_call,
                             .meanwhile = die});
            } else {
                watched.plan({.call = death.method == "claim_mail" ? StoreCall::claim_mail : StoreCall::settle_mail,
                              .at = death.n,
                              .kind = death.after ? StoreFault::Kind::delays_answer : StoreFault::Kind::delays_call,
                              .meanwhile = die});
            }
            Courier(watched, patient(world)).deliver(mailer);
        } catch (...) {
            _exit(2);
        }
        _exit(1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(WTERMSIG(status) == SIGKILL);
}

std::string header(const std::string& mail, const std::string& name) {
    const std::size_t begin = mail.find("\r\n" + name + ": ");
    REQUIRE(begin != std::string::npos);
    return mail.substr(begin + name.size() + 4, mail.find("\r\n", begin + 2) - begin - name.size() - 4);
}

}  // namespace

TEST_CASE("I13, I14, I21: couriers killed with -9 at every point lose no mail, and repeat only what nobody knows of") {
    const TemporaryFolder folder;
    const auto inbox = folder.path() / "inbox";
    ChildProcess server({BECKON_PYTHON, std::string(BECKON_TESTS_DIR) + "/support/smtp_server.py", "--port-file",
                         (folder.path() / "port").string(), "--maildir", inbox.string()});
    const auto port = static_cast<std::uint16_t>(std::stoi(wait_for_file(server, folder.path() / "port")));

    constexpr int mails = 40;
    std::vector<User> users;
    {
        const auto store = open_sqlite(folder);
        World world(*store, policies::softwareone());
        for (int i = 0; i < mails; ++i) users.push_back(world.invite("user" + std::to_string(i) + "@example.test"));
    }
    Instant now = new_year();
    std::uint32_t deaths_holding = 0;
    std::size_t repeated = 0;
    for (const std::size_t n : {1U, 2U, 3U}) {
        for (const std::string_view method : {"claim_mail", "send", "settle_mail"}) {
            for (const bool after : {false, true}) {
                const Death death{method, after, n};
                run_and_die(folder, port, now, death);
                deaths_holding += death.holds_a_mail() ? 1U : 0U;
                repeated += death.mail_is_out() ? 1U : 0U;
                now += minutes(5);  // Until the lease of the dead has run out.
            }
        }
    }
    REQUIRE(deaths_holding == 12);
    REQUIRE(repeated == 6);

    const auto store = open_sqlite(folder);
    World world(*store, policies::softwareone());
    world.surroundings.set(now);
    SmtpMailer smtp({.host = "127.0.0.1", .port = port, .security = SmtpOptions::Security::none});
    Courier courier(*store, patient(world));
    courier.deliver(smtp, 1000);
    CHECK_FALSE(courier.claim());

    std::map<std::string, std::size_t> copies;            // by recipient
    std::map<std::string, std::set<std::string>> ids;     // by recipient
    std::map<std::string, std::set<std::string>> bodies;  // by recipient
    std::size_t arrived = 0;
    for (const auto& file : std::filesystem::directory_iterator(inbox)) {
        if (file.path().extension() != ".eml") continue;
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string mail{std::istreambuf_iterator<char>(stream), {}};
        const std::string to = header(mail, "To");
        ++arrived;
        ++copies[to];
        ids[to].insert(header(mail, "Message-ID"));
        bodies[to].insert(mail);
    }
    CHECK(copies.size() == mails);
    CHECK(arrived == mails + repeated);
    for (const auto& [to, its_ids] : ids) CHECK(its_ids.size() == 1);
    for (const auto& [to, its_bodies] : bodies) CHECK(its_bodies.size() == 1);

    std::uint32_t lapses = 0;
    for (const User& user : users) {
        const MailRecord mail = world.service.mail(acme(), user.id).front();
        CHECK(mail.delivery == Delivery::sent);
        CHECK(mail.unknown == 0);
        CHECK(mail.attempts == 1);
        lapses += mail.lapses;
        std::size_t its_copies = 0;
        for (const auto& [to, number] : copies) {
            if (to.find("<" + user.email.text() + ">") != std::string::npos) its_copies += number;
        }
        CHECK(its_copies >= 1);
        CHECK(its_copies <= 1 + mail.lapses);
    }
    CHECK(lapses == deaths_holding);
}
