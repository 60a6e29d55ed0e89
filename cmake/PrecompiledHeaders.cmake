# SPDX-License-Identifier: MIT
# What nearly every file includes is parsed once for all targets that are compiled alike, not once for each file. This is
# for our own build; a project that builds beckon from source never meets it. The preset release does without, since g++ 12
# then warns optimized of standard headers as if they were ours.

# beckon_precompiled(NAME [header...]): these headers and the usual ones, parsed once. beckon_core must be there.
function(beckon_precompiled name)
  if(NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE beckon_core)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_precompile_headers(${name} PRIVATE
    <boost/date_time/posix_time/posix_time_types.hpp>
    <boost/uuid/uuid.hpp>
    <algorithm>
    <functional>
    <map>
    <memory>
    <optional>
    <string>
    <string_view>
    <variant>
    <vector>
    ${ARGN})
endfunction()

# beckon_use_precompiled(TARGET NAME): the target's files begin with what NAME has parsed.
function(beckon_use_precompiled target name)
  if(PROJECT_IS_TOP_LEVEL)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()
