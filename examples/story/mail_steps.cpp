// SPDX-License-Identifier: MIT
#include "mail_steps.hpp"

#include <boost/json/array.hpp>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "../support/received_mail.hpp"
#include "story_error.hpp"

namespace story {

using namespace beckon;

namespace {

MailOutcome::Kind outcome_in(const Step& step) {
    const std::string name = step.text_if("outcome").value_or("accepted");
    if (name == "accepted") return MailOutcome::Kind::accepted;
    if (name == "deferred") return MailOutcome::Kind::deferred;
    if (name == "rejected") return MailOutcome::Kind::rejected;
    if (name == "unknown") return MailOutcome::Kind::unknown;
    throw StoryError("outcome", "must be \"accepted\", \"deferred\", \"rejected\" or \"unknown\"");
}

}  // namespace

Answer deliver(World& world, const Step& step) {
    world.mailbox.answer_with(outcome_in(step));
    const auto reports = world.courier.deliver(world.mailbox, std::numeric_limits<std::size_t>::max());
    world.outbox.put_back(world.now);
    boost::json::array mails;
    for (const CourierReport& report : reports) {
        if (!report.handed_over) continue;
        mails.push_back({{"to", report.claimed.mail.intent.to.text()},
                         {"subject", report.subject},
                         {"attempt", report.claimed.attempt()}});
    }
    Answer answer = yes();
    answer["mails"] = std::move(mails);
    return answer;
}

Answer take_link(World& world, const Step& step) {
    const std::string to = step.text("to");
    const std::string label = step.text("link");
    const std::size_t nth = step.number_if("nth").value_or(1);
    const auto address = EmailAddress::parse(to);
    const std::string* mail = address ? world.mailbox.find(*address, nth) : nullptr;
    if (mail == nullptr) {
        const std::string which = nth == 1 ? "no email was" : "no email number " + std::to_string(nth) + " was";
        throw StoryError(nth == 1 ? "to" : "nth", which + " delivered to \"" + to + "\"");
    }
    auto token = examples::token_in(examples::read_mail(*mail), base_url);
    if (!token) throw StoryError("to", "there is no link in the email");
    world.labels.bind_link(label, *std::move(token));
    return yes();
}

}  // namespace story
