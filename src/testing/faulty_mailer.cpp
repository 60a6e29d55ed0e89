// SPDX-License-Identifier: MIT
#include "beckon/testing/faulty_mailer.hpp"

#include <stdexcept>
#include <utility>

#include "testing/planned_faults.hpp"

namespace beckon::testing {

void FaultyMailer::plan(MailFault fault) {
    const std::lock_guard lock(mutex_);
    plan_fault(planned_, std::move(fault));
}

void FaultyMailer::clear() {
    const std::lock_guard lock(mutex_);
    planned_.clear();
}

std::size_t FaultyMailer::planned() const {
    const std::lock_guard lock(mutex_);
    return count_to_come(planned_);
}

std::size_t FaultyMailer::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::optional<MailFault> FaultyMailer::next_fault() {
    const std::lock_guard lock(mutex_);
    ++calls_;
    return take_fault(planned_, [](const MailFault&) { return true; });
}

MailOutcome FaultyMailer::send(const MailMessage& message) {
    using Kind = MailFault::Kind;
    const std::optional<MailFault> fault = next_fault();
    if (!fault) return inner_->send(message);
    std::optional<MailOutcome> answer;
    if (fault->kind == Kind::loses_answer || fault->kind == Kind::delays_answer) answer = inner_->send(message);
    if (fault->meanwhile) fault->meanwhile();
    switch (fault->kind) {
        case Kind::defers: return {.kind = MailOutcome::Kind::deferred, .detail = "450 a deferral, as planned"};
        case Kind::rejects:
            return {.kind = MailOutcome::Kind::rejected,
                    .stage = SmtpStage::rcpt_to,
                    .reply = 550,
                    .enhanced = "5.1.1",
                    .detail = "550 5.1.1 a rejection, as planned"};
        case Kind::refuses:
            return {.kind = MailOutcome::Kind::rejected,
                    .stage = SmtpStage::rcpt_to,
                    .reply = 554,
                    .enhanced = "5.7.1",
                    .detail = "554 5.7.1 a refusal, as planned"};
        case Kind::is_away:
            return {.kind = MailOutcome::Kind::deferred,
                    .server_reached = false,
                    .detail = "the server was away, as planned"};
        case Kind::loses_request:
        case Kind::loses_answer: return {.kind = MailOutcome::Kind::unknown, .detail = "no answer, as planned"};
        case Kind::throws: throw std::runtime_error("an exception, as planned");
        case Kind::delays_call:
        case Kind::delays_answer: break;
    }
    return answer ? std::move(*answer) : inner_->send(message);
}

}  // namespace beckon::testing
