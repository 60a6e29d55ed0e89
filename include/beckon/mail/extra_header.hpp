// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace beckon {

/// A header field of the host's own, such as `X-SES-CONFIGURATION-SET` or `List-Unsubscribe`.
struct ExtraHeader {
    std::string name;
    std::string value;  ///< One line of UTF-8. ASCII is sent as it is, anything else as encoded words (RFC 2047).

    friend bool operator==(const ExtraHeader&, const ExtraHeader&) = default;
};

/// Throws std::invalid_argument, naming the header, if an email cannot have these: more than 20; one name twice, in any
/// letter case; a name that is not 1 to 50 printable ASCII characters without a space or colon; a value that is not
/// 1 to 900 octets of one line of UTF-8, or that begins or ends with a space. Also refused are the names of the headers
/// that every email has, `Content-...`, `Reply-To` (which has a field of its own), `Bcc`, `Cc`, `Sender`,
/// `DKIM-Signature`, `Received`, `Return-Path` and `Resent-...`.
void check(const std::vector<ExtraHeader>& headers);

}  // namespace beckon
