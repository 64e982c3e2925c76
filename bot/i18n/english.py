"""The bot's sentences in English."""

from bot.settings import DECLARED, Level

SENTENCES = {
    # answers
    "post": "Post {number}",
    "heading": "**{number}** · {title}{by}{at}",
    "by": ", by {author}",
    "at": " · {url}",
    "certainty_sure": "sure",
    "certainty_maybe": "maybe",
    "certainty_near": "only near",
    "maybe": "This may answer it; I am not sure:",
    "by_meaning": "Found by meaning, not by your words; this may answer it:",
    "near": "No post answers this; these are near:",
    "near_by_meaning": "No post has your words; these are near in meaning:",
    "missing": "No post speaks of **{words}**. On {topic}:",
    "missing_all": "No post speaks of **{words}**. These are near:",
    "not_within": "Post {numbers} has nothing on “{topic}”; it says:",
    "follow_up": "Searched together with the question before it: “{before}”",
    "asked": "“{question}”",
    "about": " It is about {topics}.",
    "about_threads": " They are about {topics}.",
    "not_answered": (
        "**The thread does not answer this.**{about} `{command} help` shows questions "
        "that it answers."
    ),
    "not_answered_threads": (
        "**None of the threads answers this.**{about} `{command} help` shows questions "
        "that they answer."
    ),
    "other_language": (
        "No post answers this. The question is in {asked}, the thread in {spoken}: please "
        "ask in {spoken}."
    ),
    "used": "**{term}** is used in {uses} of {posts}, first in post {first}:",
    "not_used": "No post uses **{term}**.",
    "stands_for": "**{short}** stands for {long}.",
    "not_for_all": (
        "This cannot be shown to all: a post has changed or is gone, or not everyone who reads "
        "along here may read it."
    ),
    "changed": "This post has changed or is gone since the last reload. Please ask again.",
    # what there is
    "thread_one": "1 thread",
    "threads_many": "{count:,} threads",
    "post_one": "1 post",
    "posts_many": "{count:,} posts",
    "threads": "**{threads}, {posts}:**",
    "thread": "**{title}**{by} · {posts}{language} · `{id}`",
    "in_language": " · {language}",
    "guessed_language": "{language} (guessed)",
    "more": "and {count} more",
    "no_threads": "Nothing can be read here yet.",
    "no_such_posts": "{thread} has no post {numbers}; its posts are {existing}.",
    "no_such_thread": "There is no thread `{id}`; there are: {ids}",
    "no_such_thread_near": "There is no thread `{id}`; did you mean `{near}`?",
    "which_thread": "Several threads fit. Name one, such as `{command} {id}: {line}`.",
    "more_posts": "More: `{command} {numbers}`",
    "step_from_where": "From which post? Such as `{command} after 7` or `{command} 8`.",
    "no_post_after": "Post {number} is the last of {title}.",
    "no_post_before": "Post {number} is the first of {title}.",
    # facts
    "summary": "**{title}**{by}, {posts}.{about}",
    "selection": "A selection: the {count} posts with the most of its weight.",
    "count": "**{title}** has {posts}: {numbers}.",
    "author": "**{title}** is by {author}.",
    "author_unknown": "The file of **{title}** does not say who wrote it.",
    "date": "**{title}** is from {date}.",
    "dates": "**{title}** is from {first} to {last}.",
    "date_unknown": "The file of **{title}** does not say when it was written.",
    "source": "**{title}** can be read at {url}",
    "source_unknown": "The file of **{title}** does not say where it was published.",
    "language": "**{title}** is in {language}.",
    "language_guessed": "**{title}** seems to be in {language}; its file does not say.",
    # help
    "help": (
        "Ask about a thread, and I quote the posts that answer, word for word, with their numbers."
    ),
    "help_ask": "`{command} {example}`",
    "help_show": "`{command} 7` or `{command} 7-9` shows posts",
    "help_about": "`{command} summary`, `first`, `last` or `random` picks posts",
    "help_list": "`{command} list` names the threads",
    "help_reload": "`{command} reload` reloads the threads, for admins",
    "help_ways": (
        "Also: mention me anywhere in a message, reply to an answer, write to "
        "me in private, use `/thread`, or a message's menu under Apps"
    ),
    "help_help": "`{command} help` shows this",
    "example": "what is said about {topic}",
    "example_title": "what is {title}",
    "small_talk": "Ask me about the threads; `{command} help` shows how.",
    "unknown_command": "There is no command “{word}”. {hint}",
    "did_you_mean": "Did you mean {command} {line}?",
    "known_commands": (
        "There are help, list, summary, first, last, random, reload, and numbers such as 7-9."
    ),
    # reload
    "reloaded": "Reloaded {posts} in {threads}, in {seconds:.2f} s.",
    "reloaded_same": "Nothing has changed.",
    "reloaded_threads": "Threads: {added} added, {changed} changed, {removed} removed.",
    "reloaded_posts": "Posts: {added} added, {changed} changed, {removed} removed.",
    "reload_failed": (
        "**Nothing was reloaded;** answers come from the threads as they were. "
        "Fix this, then reload:"
    ),
    "diagnostic": "{diagnostic}",
    "diagnostic_place": "{file}, line {line}",
    "reload_details": "The bot's owner and its log have the details.",
    "more_diagnostics": "and {count} more; `thread-bot check` prints them all",
    "reload_refused": "Only the bot's owner and the admins named in its settings can reload.",
    "reload_under_way": "A reload is under way already.",
    # limits and rights
    "slow_down": "That was quick! I can answer again in {seconds} s.",
    "busy": "Too many people are asking at once. Please ask again in a minute.",
    "not_here": "I am not set up to answer in this channel.",
    "not_you": "Only members with one of these roles can ask me: {roles}.",
    "remove_refused": "Only the one who asked and moderators can remove this answer.",
    "failed": "Something went wrong on my side; it is in the log. Please ask again.",
    # the terminal
    "terminal": (
        "A chat in the terminal, as there is no token. To run on Discord, set `DISCORD_TOKEN`; "
        "the README says where to get one."
    ),
    "terminal_leave": "Ask a question, or `{prefix}thread help`. Ctrl-D leaves.",
    "picture": "Picture",
    "named": "Posts named here:",
    "named_post": "{number} · {words}",
    "none_named": "This message names no post.",
    "discuss_not_here": (
        "I can open a thread only in a text channel, and you and I need the permission Create "
        "Public Threads."
    ),
    # buttons
    "button_before": "◀ {number}",
    "button_after": "{number} ▶",
    "button_read": "Read in place",
    "button_further": "More posts",
    "button_part": "Next part",
    "button_share": "Show to all",
    "button_whole": "Whole thread",
    "button_unmark": "Remove bookmark",
    "button_settle": "Settle {number}",
    "button_none": "None of them",
    "button_meeting": "Take it to the meeting",
    "button_bookmark": "Bookmark",
    # commands
    "synced": "Registered {count} commands with Discord. Clients show them after a restart.",
    "command_thread": "Ask about a thread; the posts that answer are quoted word for word",
    "command_ask": "Ask a question",
    "command_post": "Show a post by its number",
    "command_list": "Name the threads",
    "command_reload": "Reload the threads (admins)",
    "command_help": "What I can do, with questions to try",
    "command_mentions": "Every post that uses a word, first use first",
    "command_random": "Show a post at random",
    "command_next": "Show the post after the last one that you asked for here",
    "command_discuss": "Open a Discord thread about a post",
    "command_menu_named": "Show the posts named here",
    "command_menu": "Ask the thread about this",
    "option_question": "What you want to know",
    "option_thread": "One thread; without it, all are searched",
    "option_private": "Show the answer to you only",
    "option_number": "The post's number",
    "option_term": "The word to look for",
    # threads of a server's own
    "import_line": "{line}",
    "import_keep": "**Keep it?** The file below has the whole thread.",
    "import_failed": "**Nothing was added.** {reason}",
    "kept": "Kept as `{id}`: **{title}**. Everyone here can ask now: `{command} {id}: …`",
    "discarded": "Discarded; nothing was kept.",
    "exported": "The file of **{title}**:",
    "removed": "**{title}** is removed. This is its file; with it the thread can be added again.",
    "renamed": "**{before}** is called **{title}** now.",
    "explained": "In **{title}**, **{short}** means {long} now.",
    "edited": "Post {number} of **{title}** has its new words.",
    "no_words": "That has no words; write some.",
    "no_file": "There is no file; attach one, or use `/thread add`.",
    "files_too_large": "These files are larger than {limit} MB together; give a shorter part.",
    "file_too_large": (
        "Discord does not take a file as large as this thread's; make shorter threads of it."
    ),
    "report_not_here": (
        "I answer with the thread's file, for which I need the permission Attach Files here; "
        "or use /thread add."
    ),
    "report_without_file": "The file of this report is gone; add the thread again.",
    "no_own_threads": "This server has added no thread; `/thread add` adds one.",
    "which_own": "Name one of this server's own threads:",
    "edit_message": (
        "Post {number} of **{title}** follows its message: when that is edited, the post is too."
    ),
    "post_too_long": (
        "Post {number} of **{title}** does not fit into a window; edit its file with "
        "`/thread export`, and add it again."
    ),
    "ceiling_abbreviations": (
        "**Nothing was added.** A thread can have {limit:,} abbreviations, and with this one it "
        "would have {has:,}."
    ),
    "ceiling_bytes": (
        "**Nothing was added.** All that is written in a server's own threads can take "
        "{limit:,} bytes, and with this it would take {has:,}; remove a thread, or give a "
        "shorter part."
    ),
    "only_in_servers": "Only servers that I am a member of can have threads of their own.",
    "manage_refused": (
        "Only members with Manage Server and the server's admin roles can change its threads."
    ),
    "channel_unreadable": (
        "I cannot read that channel; give me View Channel and Read Message History there."
    ),
    "channel_not_yours": "You cannot read that channel, so I do not make a thread of it for you.",
    "channel_of_other_kind": (
        "That channel has no messages of its own; choose a text channel, a Discord thread"
        " or a forum's post."
    ),
    "no_message": "“{written}” is no message of that channel; give its link or its id.",
    "span_without_channel": (
        "`first` and `last` are messages of a channel; choose the `channel` as well."
    ),
    "channel_without_content": (
        "I am not set up to read messages here, so I cannot make a thread of a channel."
    ),
    "discord_failed": "Discord did not give what was needed; please try again.",
    "window_add": "Add a thread",
    "window_files": "Files, or one archive",
    "window_title": "Title; without one, the source's",
    "window_words": "The words of the post",
    "button_keep": "Keep",
    "button_discard": "Discard",
    "command_add": "Add a thread to this server (admins)",
    "command_remove": "Remove a thread of this server's own (admins)",
    "command_rename": "Give a thread of this server's own another title (admins)",
    "command_export": "Get the file of a thread of this server's own (admins)",
    "command_edit": "Edit the words of a post in a thread of this server's own (admins)",
    "command_glossary": "Abbreviations of a thread of this server's own (admins)",
    "command_glossary_add": "Say what an abbreviation means (admins)",
    "option_file": "An export, a saved page, a paste or a thread file",
    "option_channel": "A channel, a Discord thread or a forum's post to read instead",
    "option_first": "The first message to read, by its link or id",
    "option_last": "The last message to read, by its link or id",
    "option_title": "What the thread is called",
    "option_own_thread": "One of this server's own threads",
    "option_short": "The abbreviation",
    "option_long": "What it stands for",
    "ceiling_threads": (
        "**Nothing was added.** A server can have {limit} of its own, and this would be "
        "number {has:,}; remove one."
    ),
    "ceiling_posts": (
        "**Nothing was added.** A server's own threads can have {limit}, and with this "
        "one they would have {has:,}; remove a thread, or give a shorter part."
    ),
    "command_reading": "Read a thread together, post by post",
    "command_reading_start": "Start a reading in this channel, or go on with a paused one",
    "command_reading_pause": "Let no posts come until the reading is started again",
    "command_reading_skip": "Open the next posts without sending them",
    "command_reading_back": "Close the last posts, so that they come again",
    "command_reading_catch_up": "Send at once what was due during a pause",
    "command_reading_stop": "End the reading; all posts are open then",
    "command_reading_preview": "See the posts of the next date, for managers alone",
    "command_reading_show": "How far the group is, and when the next posts come",
    "command_agenda": "The questions that stayed open, for the meeting",
    "command_bookmarks": "Your bookmarks, from your direct messages",
    "command_menu_bookmark": "Bookmark",
    "option_export": "As a YAML file",
    "command_where": "How far you have read, for private answers; without a number, as your group",
    "option_rhythm": "Such as: 2 posts on weekdays at 18:00 Europe/Berlin",
    "option_reading_thread": "The thread, where there are several",
    "option_first_post": "The first post; those before it are open",
    "option_role": "A role to mention at each date",
    "option_discussions": "Open a Discord thread on each post",
    "option_where": "The last post that you have read",
    # reading together
    "rhythm": "{posts} {days} at {time} {zone}",
    "days_every_day": "every day",
    "days_weekdays": "on weekdays",
    "days_weekend": "on weekends",
    "days_named": "on {days}",
    "days_joined": "{first}, {rest}",
    "day_monday": "Mondays",
    "day_tuesday": "Tuesdays",
    "day_wednesday": "Wednesdays",
    "day_thursday": "Thursdays",
    "day_friday": "Fridays",
    "day_saturday": "Saturdays",
    "day_sunday": "Sundays",
    "rhythm_not_understood": (
        "I do not understand {word} in the rhythm. Write it such as "
        "`2 posts on weekdays at 18:00 Europe/Berlin`."
    ),
    "rhythm_without_time": (
        "The rhythm needs a time of day, such as `2 posts on weekdays at 18:00 Europe/Berlin`."
    ),
    "rhythm_without_zone": "The rhythm needs a time zone, such as `Europe/Berlin` or `UTC`.",
    "rhythm_posts": "A rhythm has 1 to {most} posts at a time.",
    # settings
    "command_settings": "What is set here and for you, and where it comes from",
    "settings_server": "Settings of this server",
    "settings_channel": "Settings of this channel",
    "settings_member": "Your settings",
    "settings_from_operator": "the operator's",
    "settings_from_server": "the server's",
    "settings_from_channel": "the channel's",
    "settings_from_member": "yours",
    "settings_choose_level": "Whose settings?",
    "settings_choose_name": "Change a setting …",
    "settings_read_only": (
        "Members with Manage Server, or with one of the roles of admins, change these settings."
    ),
    "settings_no_database": (
        "This bot has no database, so nothing can be changed here; its operator can set one up."
    ),
    "setting_unset": "not set",
    "setting_yes": "yes",
    "setting_no": "no",
    "setting_remove": "Not set here: as in the wider settings",
    "setting_wrong": "“{value}” does not fit. It is {about}.",
    "not_kept": "This could not be done: the database is out of reach. Please try again.",
    "not_readable": (
        "What this server keeps cannot be read at the moment, so I do not answer. "
        "Please ask again in a minute."
    ),
    "setting_language": "Language",
    "setting_prefix": "Prefix",
    "setting_answers": "Answers",
    "setting_thread": "Thread",
    "setting_without_call": "Without a call",
    "setting_answer_threads": "Threads for answers",
    "setting_cards": "Cards",
    "setting_quotable": "Quotable",
    "setting_references": "Posts you name",
    "setting_quotes": "Quotes",
    "setting_threshold": "Threshold",
    "setting_admin_roles": "Roles of admins",
    "setting_roles": "Roles that may ask",
    "setting_reference_channels": "Channels for named posts",
    "setting_thread_follow_ups": "Follow-ups in threads",
    **{
        f"setting_{one.name}_about": one.meaning
        for one in DECLARED.values()
        if one.levels != (Level.OPERATOR,)
    },
    # what is kept
    "command_privacy": "What is kept about this server and you; export it or delete it",
    "privacy_server": "Kept about this server",
    "privacy_member": "Kept about you, in all servers",
    "privacy_nothing": "Nothing.",
    "privacy_rows": "{what}: {count}",
    "privacy_never": (
        "No question and no answer is kept. When I leave a server, everything kept about it is "
        "deleted after {days} days."
    ),
    "privacy_no_database": "This bot has no database: nothing is kept.",
    "privacy_sure_server": (
        "Delete this server's settings and threads, and all else that is kept about it? Nobody "
        "can bring them back. Export them first to keep a copy."
    ),
    "privacy_sure_member": (
        "Delete your settings, and your posts from the threads of all servers? Nobody can bring "
        "them back. Export them first to keep a copy."
    ),
    "privacy_deleted": "Deleted.",
    "privacy_deleted_but_opt_out": (
        "Deleted, but for one setting: that you do not want to be quoted stays, so that nobody "
        "quotes you again. `/thread settings` removes it."
    ),
    "privacy_export_server": "Export this server",
    "privacy_export_member": "Export mine",
    "privacy_delete_server": "Delete this server's",
    "privacy_delete_member": "Delete mine",
    "privacy_confirm": "Delete for good",
    "privacy_keep": "Keep",
    "privacy_not_you": (
        "Only members with Manage Server, or with one of the roles of admins, can do this."
    ),
    "kept_servers": "The server, and when I left it",
    "kept_server_settings": "Settings of the server",
    "kept_channel_settings": "Settings of channels",
    "kept_member_settings": "Settings of a person",
    "kept_threads": "Threads: titles, authors, glossaries",
    "kept_readings": "What channels read together",
    "kept_places": "How far members have read",
    "kept_agenda": "Questions for the next meeting, by their messages",
    "kept_votes": "Which posts answer questions, as members said",
    "stored_reading_channel": "the id of the channel that reads",
    "stored_reading_role": "the id of the role that is mentioned, if any",
    "stored_question": "the id of the question's message",
    "kept_event_agendas": "Events before which the agenda was posted",
    "stored_agenda_channel": "the id of the channel that got the agenda",
    "stored_event": "the event's id",
    "stored_answer": "the id of the message that answers it, if any",
    "stored_answer_channel": "the id of that message's channel",
    "stored_question_channel": "the id of the channel it was asked in",
    "kept_posts": "Posts of threads: words, dates, links",
    "stored_server": "the server's id",
    "stored_channel": "the channel's id",
    "stored_member": "the person's id",
    "stored_setting_value": "a value, which may name roles and channels by their ids",
    "stored_thread_channel": "the id of the channel that it was read from, if any",
    "stored_message": "the id of the message that it was read from, if any",
    "stored_author": "the id of the message's author",
    "reading_too_many": "A server can have {most} readings; stop one of them first.",
    "reading_exists": "This channel reads `{thread}` already; stop that reading first.",
    "reading_none": "Nothing is read here. `/thread reading start` begins.",
    "reading_which": "Several threads are read here; name one of these: {ids}",
    "reading_under_way": "Posts are being sent just now. Please try again in a minute.",
    "reading_first": "The thread's last post is {last}; begin with an earlier one.",
    "reading_role": "You may not mention {role}; that takes the permission to mention all roles.",
    "in_own_servers": "This works only in servers that I am a member of.",
    "reading_managers": "Only members with the permission Manage Server can do this.",
    "reading_name_thread": "Name the thread to read: {ids}",
    "reading_progress": "**{title}**: {count} of {all} posts are open · {rhythm}",
    "reading_date": "Next: <{moment}>",
    "reading_paused": "Paused. `/thread reading start` goes on; `catch-up` sends what was due.",
    "reading_finished": "All posts are open.",
    "reading_ended": "The reading of `{thread}` has ended; all its posts are open.",
    "reading_late": "I was away when {posts} came due; here they are together.",
    "reading_last": "This is the last post of **{title}**.",
    "reading_thread_gone": (
        "the thread `{thread}` is not there any more, or not everyone here may read it"
    ),
    "reading_channel_gone": "the channel was deleted, so the reading has ended",
    "reading_permission": "I need the permission {permission} there",
    "reading_refused": "Discord refuses my messages there ({reason})",
    "reading_stopped": (
        "The reading in {channel} has stopped: {reason}. `/thread reading start` goes on."
    ),
    "agenda": "**Open questions for the meeting**",
    "agenda_answered": "**Answered**",
    "agenda_answer": "“{words}” {url} → {answer}",
    "agenda_no_item": "Choose an item of the agenda with `settle`, such as 1.",
    "no_link": "“{written}” is no link to a message of this server.",
    "agenda_event": "The next event",
    "agenda_before": "**{event}** begins on <{moment}>.",
    "agenda_stopped": (
        "No agenda comes to {channel} any more: {reason}. `/thread settings` there sets it "
        "up again."
    ),
    "option_settle": "For managers: the item that is settled, by its number",
    "option_answer": "A link to the message that answers it",
    "setting_agenda_minutes": "Agenda before events",
    "setting_agenda_minutes_about": (
        "how many minutes before each scheduled event of the server the open questions are "
        "posted here, 1 to 1440; unset, never"
    ),
    "agenda_empty": "No question is open.",
    "agenda_post": "**Post {number}**",
    "agenda_no_post": "**Before the first post**",
    "agenda_item": "{at}. “{words}”{times} {url}",
    "agenda_talk": "{at}. The post itself{times} {url}",
    "agenda_settled": "**Settled:** “{words}” {url}",
    "agenda_settled_talk": "**Settled:** post {number} itself {url}",
    "agenda_times": ", asked {count} times",
    "agenda_taken": "Post {number} is on the agenda of the meeting; `/thread agenda` shows it.",
    "bookmarked": "The post is in your direct messages. Reply to it there to add a note.",
    "bookmark_closed": "I cannot write to you: allow direct messages from this server.",
    "age_restricted": "It is from an age-restricted channel, and stays in such channels.",
    "bookmarks_none": "You have no bookmark yet; press Bookmark under a post.",
    "bookmark": "**{number}** · {title}: {words}{note}",
    "bookmark_note": " – {note}",
    "vote_right": "Thank you.",
    "vote_which": "Which of these answers it?",
    "vote_none_near": "Thank you; I have no other post that comes near.",
    "vote_noted": "Thank you; that is noted, without your name.",
    "place_set": "Private answers to you now reach up to post {number} of **{title}**.",
    "place_with_group": "Private answers to you now reach to where your group is in **{title}**.",
    # pages
    "page_threads": "Threads",
    "page_skip": "Go to the posts",
    "page_contents": "Contents",
    "page_source": "Where it was published",
    "page_original": "Original",
    "page_picture": "Picture",
    "page_search": "Search this thread",
    "page_nothing": "No post has these words.",
    "page_pages": "Pages",
    "page_none": "There is no page here",
    "page_gone": (
        "This address leads to no page, or to none that you may read any more. Press “{button}” "
        "under an answer on Discord for another address."
    ),
    "page_expired": (
        "This address has expired. Press “{button}” under an answer on Discord for another."
    ),
    "page_later": "The page cannot be shown right now. Load it again in a minute.",
    "page_link": (
        "The page shows what is open to you, and more as the reading goes on. Its address is for "
        "you alone, and expires on <{moment}>."
    ),
    "page_not_here": "I have no page for you here. Ask in a channel that you and I can read.",
}
