// SPDX-License-Identifier: MIT
#include "tests/soak/mail_server.hpp"

#include <fmt/format.h>

#include <sstream>

#include "beckon/mail/message_id.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

namespace {

std::vector<std::string> sink_command(const std::filesystem::path& folder, std::uint64_t seed, unsigned faults,
                                      const std::vector<std::string>& manner) {
    std::vector<std::string> all{BECKON_PYTHON, BECKON_TESTS_DIR "/soak/smtp_sink.py",
                                 "--port-file", (folder / "smtp-port").string(),
                                 "--log",       (folder / "smtp-log").string(),
                                 "--seed",      std::to_string(seed),
                                 "--faults",    std::to_string(faults)};
    all.insert(all.end(), manner.begin(), manner.end());
    return all;
}

}  // namespace

MailServer::MailServer(std::filesystem::path folder, std::uint64_t seed, unsigned faults,
                       const std::vector<std::string>& manner)
    : folder_(std::move(folder)),
      process_(sink_command(folder_, seed, faults, manner)),
      port_(static_cast<std::uint16_t>(std::stoi(test_support::wait_for_file(process_, folder_ / "smtp-port")))),
      log_(folder_ / "smtp-log") {}

SmtpOptions MailServer::options() const {
    return {.host = "127.0.0.1",
            .port = port_,
            .security = SmtpOptions::Security::none,
            .hello_name = "soak.example.test",
            .total_timeout = std::chrono::seconds(60)};
}

Arrivals MailServer::arrivals_of(const MailRecord& mail) {
    read_log();
    const std::string id = message_id_of(mail.intent, sender());
    known_.insert(id);
    const auto found = arrivals_.find(id);
    Arrivals arrivals = found == arrivals_.end() ? Arrivals{} : found->second;
    const auto refused = refusals_.find(mail.intent.to.text());
    if (refused != refusals_.end()) arrivals.refused = refused->second;
    return arrivals;
}

void MailServer::require_none_unknown() {
    read_log();
    for (const auto& [id, arrivals] : arrivals_) {
        if (known_.count(id) == 0) throw Violation("I12", fmt::format("mail {}: no commit asked for it", id));
    }
}

void MailServer::read_log() {
    log_.clear();
    for (;;) {
        const auto begin = log_.tellg();
        std::string line;
        if (!std::getline(log_, line) || log_.eof()) {  // Half a line is read again once it is whole.
            log_.clear();
            log_.seekg(begin);
            return;
        }
        std::istringstream words(line);
        std::string fate;
        std::string id;
        std::string digest;
        words >> fate >> id >> digest;
        if (fate == "refused") {
            ++refusals_[id];
            continue;
        }
        Arrivals& arrivals = arrivals_[id];
        arrivals.alike = arrivals.alike && (arrivals.digest.empty() || arrivals.digest == digest);
        arrivals.digest = digest;
        ++(fate == "taken" ? arrivals.taken : arrivals.dropped);
    }
}

MailFigures& MailFigures::operator+=(const MailFigures& other) {
    mails += other.mails;
    sent += other.sent;
    failed += other.failed;
    dropped += other.dropped;
    copies += other.copies;
    duplicates += other.duplicates;
    unconfirmed += other.unconfirmed;
    unknown += other.unknown;
    lapses += other.lapses;
    return *this;
}

MailFigures reconcile(const MailRecord& mail, const Arrivals& arrivals) {
    const std::string id = message_id_of(mail.intent, sender());
    const std::string name = fmt::format(
        "mail {}: {} after {} attempts, {} unknown, {} lapses; {} copies taken and {} dropped at the server; {}", id,
        code(mail.delivery), mail.attempts, mail.unknown, mail.lapses, arrivals.taken, arrivals.dropped, mail.detail);
    const bool is_sent = mail.delivery == Delivery::sent;
    if (mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred) {
        throw Violation("I13", name + ": it has not come to an end, and nobody takes it up");
    }
    if (mail.delivery == Delivery::failed && arrivals.refused == 0 && mail.cause != FailureCause::out_of_time) {
        throw Violation("I13", name + ": nobody refused it");
    }
    if (mail.delivery == Delivery::unconfirmed && mail.unknown + mail.lapses == 0) {
        throw Violation("I13", name + ": nothing about it is unknown");
    }
    if (is_sent && arrivals.taken == 0) throw Violation("I13", name + ": it is not there");
    if (arrivals.copies() > mail.unknown + mail.lapses + (is_sent ? 1U : 0U)) {
        throw Violation("I14", name + ": more copies than unknown outcomes explain");
    }
    if (!arrivals.alike) throw Violation("I14", name + ": its copies differ");
    return {.mails = 1,
            .sent = is_sent ? 1U : 0U,
            .failed = mail.delivery == Delivery::failed ? 1U : 0U,
            .dropped = mail.delivery == Delivery::dropped ? 1U : 0U,
            .unconfirmed = mail.delivery == Delivery::unconfirmed ? 1U : 0U,
            .copies = arrivals.copies(),
            .duplicates = arrivals.copies() > 0 ? arrivals.copies() - 1 : 0,
            .unknown = mail.unknown + mail.lapses,
            .lapses = mail.lapses};
}

}  // namespace beckon::soak
