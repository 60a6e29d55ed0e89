// SPDX-License-Identifier: MIT
#include "beckon/mail/message_id.hpp"

#include <fmt/format.h>

#include <boost/uuid/uuid_io.hpp>
#include <string_view>

namespace beckon {

std::string message_id_of(const MailIntent& intent, const EmailAddress& from) {
    const std::string_view domain = std::string_view(from.text()).substr(from.text().find('@') + 1);
    return fmt::format("<{}.{}@{}>", boost::uuids::to_string(intent.user), intent.revision, domain);
}

}  // namespace beckon
