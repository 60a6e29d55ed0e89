// SPDX-License-Identifier: MIT
#include "src/exchange/spreadsheet.hpp"

#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_view_literals;

TEST_CASE("a file in UTF-16 with its mark is read in either order of octets") {
    CHECK(exchange::from_utf16("\xFF\xFE"
                               "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE"sv) == "a\u00E9\u20AC\U0001F600");
    CHECK(exchange::from_utf16("\xFE\xFF\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00"sv) == "a\u00E9\u20AC\U0001F600");
    CHECK(exchange::from_utf16("a\0b\0"sv) == "");
    CHECK(exchange::from_utf16("") == "");
    for (const std::string_view broken : {"\xFF\xFE"
                                          "a"sv,
                                          "\xFF\xFE\x3D\xD8"sv,
                                          "\xFF\xFE\x3D\xD8"
                                          "a\0"sv,
                                          "\xFF\xFE\x00\xDE"sv}) {
        CHECK_FALSE(exchange::from_utf16(broken).has_value());
    }
}

TEST_CASE("the heading row shows what stands between the cells") {
    CHECK(exchange::delimiter_of("email,name\na@x.example;b;c;d\n") == ',');
    CHECK(exchange::delimiter_of("email;name\na@x.example,b,c,d\n") == ';');
    CHECK(exchange::delimiter_of("\xEF\xBB\xBF\r\nemail\tname\r\n") == '\t');
    CHECK(exchange::delimiter_of("\"a,b,c\";\"d\"\"e,\"\n") == ';');
    CHECK(exchange::delimiter_of("   \r\n,,,\r\n;;email;roles\r\na,b,c,d") == ';');
    CHECK(exchange::delimiter_of("email") == ',');
    CHECK(exchange::delimiter_of("") == ',');
    CHECK(exchange::delimiter_of("sep=;\r\nemail\r\n") == ';');
    CHECK(exchange::delimiter_of("\xEF\xBB\xBFsep=|\nemail|name,x,y\n") == '|');
    CHECK(exchange::delimiter_of("sep=\"\nemail;name\n") == ',');
}
