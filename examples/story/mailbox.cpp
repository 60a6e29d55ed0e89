// SPDX-License-Identifier: MIT
#include "mailbox.hpp"

namespace story {

beckon::MailOutcome Mailbox::send(const beckon::MailMessage& message) {
    if (answer_ == beckon::MailOutcome::Kind::accepted) accepted_[message.to.key()].push_back(message.data);
    const bool is_rejected = answer_ == beckon::MailOutcome::Kind::rejected;
    return {.kind = answer_, .enhanced = is_rejected ? "5.1.1" : "", .detail = "the story says so"};
}

const std::string* Mailbox::find(const beckon::EmailAddress& to, std::size_t nth) const {
    const auto mails = accepted_.find(to.key());
    if (mails == accepted_.end() || nth < 1 || nth > mails->second.size()) return nullptr;
    return &mails->second[mails->second.size() - nth];
}

}  // namespace story
