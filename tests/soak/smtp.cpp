// SPDX-License-Identifier: MIT
#include "tests/soak/smtp.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "beckon/lifecycle/policies.hpp"
#include "tests/soak/account_check.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/mail_server.hpp"
#include "tests/soak/team.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

namespace {

constexpr std::size_t couriers = 4;
constexpr unsigned faults = 25;  // Connections of a hundred that end otherwise than they should.

/// What the couriers share.
struct Post {
    std::atomic<Micros> now{0};
    std::array<std::atomic<std::uint64_t>, couriers> handed_over{};
};

/// Delivers whatever is due, and gives the work back when nothing is.
Team::Work courier_at(const Place& place, Sabotage sabotage, const SmtpOptions& smtp, Post& post, std::size_t number) {
    std::shared_ptr<Store> store = sabotaged(open(place), sabotage);
    auto mailer = std::make_shared<SmtpMailer>(smtp);
    auto courier = std::make_shared<Courier>(*store, courier_config([&post] { return at(post.now); }));
    return [store, mailer, courier, &post, number](std::uint64_t) {
        for (bool more = true; more;) {
            const auto reports = courier->deliver(*mailer, 50);
            more = !reports.empty();
            for (const CourierReport& report : reports) post.handed_over.at(number) += report.handed_over ? 1U : 0U;
        }
    };
}

/// In batches, as a host would import them.
void invite(Store& store, const AccountId& account, std::uint64_t count, std::uint64_t stamp) {
    Service service(store, service_config(policies::gladly(), [] { return at(0); }));
    std::vector<beckon::Request> invitations;
    for (std::uint32_t i = 0; i < count; ++i) {
        const NewUser user = agent("u" + std::to_string(i));
        invitations.push_back(
            {.subject = user_id(stamp, i), .commands = {Invite{user.email, user.profile}}, .by = Host{}});
    }
    for (const auto& answer : service.apply_all(account, invitations, at(0))) answer.value();
}

constexpr Micros twelve_hours = 12LL * 3600 * 1'000'000;

/// The server of this soak. A refusing one refuses for as long as the file exists.
MailServer server_for(const Options& options, const std::filesystem::path& folder, const std::filesystem::path& file) {
    if (options.server == "silent") return {folder, options.seed, 0, {"--silent"}};
    if (options.server == "faulty") return {folder, options.seed, faults};
    std::ofstream(file).flush();
    return {folder, options.seed, 0, {"--refuse-while", file.string()}};
}

/// What every email has to come to: three copies that nobody confirmed, or one once the server no longer refuses.
void require_expected(const Options& options, const MailFigures& figures) {
    const bool silent = options.server == "silent";
    if (silent && (figures.unconfirmed != figures.mails || figures.copies != 3 * figures.mails)) {
        throw Violation("I14", fmt::format("{} unconfirmed, {} copies", figures.unconfirmed, figures.copies));
    }
    if (options.server == "refusing" && (figures.sent != figures.mails || figures.copies != figures.mails)) {
        throw Violation("I13", fmt::format("{} sent, {} copies", figures.sent, figures.copies));
    }
}

}  // namespace

void run_smtp(const Options& options) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path refusing = folder.path() / "refusing";
    MailServer server = server_for(options, folder.path(), refusing);
    const Place place = place_of(options, folder);
    prepare(place);
    SharedMemory<Post> post;
    Team team(Team::Kind::processes, couriers,
              [&](std::size_t number) { return courier_at(place, options.sabotage, server.options(), *post, number); });

    const std::uint64_t stamp = fresh_stamp();
    const AccountId account = account_named(fmt::format("smtp-{}", stamp));
    const auto store = open(place);
    invite(*store, account, options.mails, stamp);

    Options bounded = options;
    if (!bounded.seconds) bounded.seconds = std::chrono::hours(24);
    Progress progress(bounded);
    std::uint64_t rounds = 0;
    DeliveryCounts left;
    do {
        if (!progress.goes_on(rounds)) throw std::runtime_error("time is over, and emails are left");
        team.work(rounds++);
        left = store->count_deliveries(account);
        if (post->now >= twelve_hours) std::filesystem::remove(refusing);
        post->now += 10LL * 60 * 1'000'000;  // Nobody holds a mail: no lease runs out, but waits do.
    } while (left.queued + left.deferred > 0);

    MailFigures figures;
    for (const auto& [id, mails] : check_account(*store, account).mails) {
        for (const MailRecord& mail : mails) {
            figures += reconcile(mail, server.arrivals_of(mail));
            if (mail.lapses != 0) throw Violation("I13", "a claim ran out, and no courier died");
        }
    }
    server.require_none_unknown();
    require_expected(options, figures);
    if (figures.dropped != 0) throw Violation("I13", "a mail was dropped, and no invitation was closed");
    std::uint64_t handed_over = 0;
    for (const auto& each : post->handed_over) handed_over += each;
    const auto seconds = progress.elapsed();
    print_table({{"emails", figure(figures.mails)},
                 {"couriers", figure(couriers)},
                 {"attempts", figure(handed_over)},
                 {"attempts a second", figure(static_cast<std::uint64_t>(static_cast<double>(handed_over) / seconds))},
                 {"sent", figure(figures.sent)},
                 {"failed", figure(figures.failed)},
                 {"unconfirmed", figure(figures.unconfirmed)},
                 {"unknown outcomes", figure(figures.unknown)},
                 {"copies at the server", figure(figures.copies)},
                 {"  duplicates", figure(figures.duplicates)},
                 {"invariants broken", "0"}});
}

}  // namespace beckon::soak
