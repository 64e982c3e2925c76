"""The bot's sentences in German."""

SENTENCES = {
    # answers
    "post": "Beitrag {number}",
    "heading": "**{number}** · {title}{by}{at}",
    "by": ", von {author}",
    "at": " · {url}",
    "certainty_sure": "sicher",
    "certainty_maybe": "vielleicht",
    "certainty_near": "nur ähnlich",
    "maybe": "Das könnte die Antwort sein; sicher bin ich nicht:",
    "by_meaning": "Nach der Bedeutung gefunden, nicht nach den Wörtern; das könnte es sein:",
    "near": "Kein Beitrag beantwortet das; diese kommen ihm nahe:",
    "near_by_meaning": "Kein Beitrag hat deine Wörter; diese sind der Bedeutung nach nahe:",
    "missing": "Kein Beitrag spricht von **{words}**. Zu {topic}:",
    "missing_all": "Kein Beitrag spricht von **{words}**. Diese kommen dem nahe:",
    "not_within": "In Beitrag {numbers} steht nichts über „{topic}“, sondern:",
    "follow_up": "Gesucht zusammen mit der Frage davor: „{before}“",
    "asked": "„{question}“",
    "about": " Er handelt von {topics}.",
    "about_threads": " Sie handeln von {topics}.",
    "not_answered": (
        "**Das beantwortet der Thread nicht.**{about} `{command} help` zeigt Fragen, "
        "die er beantwortet."
    ),
    "not_answered_threads": (
        "**Das beantwortet keiner der Threads.**{about} `{command} help` zeigt Fragen, "
        "die sie beantworten."
    ),
    "other_language": (
        "Kein Beitrag beantwortet das. Die Frage ist auf {asked}, der Thread auf {spoken}: "
        "Bitte frage auf {spoken}."
    ),
    "used": "**{term}** steht in {uses} von {posts}, zuerst in Beitrag {first}:",
    "not_used": "**{term}** steht in keinem Beitrag.",
    "stands_for": "**{short}** steht für {long}.",
    "not_for_all": (
        "Das kann hier nicht allen gezeigt werden: ein Beitrag hat sich geändert oder fehlt, oder "
        "nicht alle, die hier mitlesen, dürfen ihn lesen."
    ),
    "changed": (
        "Dieser Beitrag hat sich seit dem letzten Laden geändert oder fehlt. "
        "Bitte frage noch einmal."
    ),
    # what there is
    "thread_one": "1 Thread",
    "threads_many": "{count} Threads",
    "post_one": "1 Beitrag",
    "posts_many": "{count} Beiträge",
    "threads": "**{threads}, {posts}:**",
    "thread": "**{title}**{by} · {posts}{language} · `{id}`",
    "in_language": " · {language}",
    "guessed_language": "{language} (geraten)",
    "more": "und {count} weitere",
    "no_threads": "Hier ist noch nichts zu lesen.",
    "no_such_posts": "{thread} hat keinen Beitrag {numbers}; seine Beiträge sind {existing}.",
    "no_such_thread": "Es gibt keinen Thread „{id}“; es gibt: {ids}",
    "no_such_thread_near": "Es gibt keinen Thread `{id}`; meintest du `{near}`?",
    "which_thread": "Mehrere Threads passen. Nenne einen, etwa `{command} {id}: {line}`.",
    "more_posts": "Weiter: `{command} {numbers}`",
    "step_from_where": ("Von welchem Beitrag aus? Etwa `{command} after 7` oder `{command} 8`."),
    "no_post_after": "Beitrag {number} ist der letzte von {title}.",
    "no_post_before": "Beitrag {number} ist der erste von {title}.",
    # facts
    "summary": "**{title}**{by}, {posts}.{about}",
    "selection": "Eine Auswahl: die {count} Beiträge mit dem meisten Gewicht.",
    "count": "**{title}** hat {posts}: {numbers}.",
    "author": "**{title}** ist von {author}.",
    "author_unknown": "Die Datei von **{title}** sagt nicht, wer ihn geschrieben hat.",
    "date": "**{title}** ist vom {date}.",
    "dates": "**{title}** ist vom {first} bis {last}.",
    "date_unknown": "Die Datei von **{title}** sagt nicht, wann er geschrieben wurde.",
    "source": "**{title}** steht unter {url}",
    "source_unknown": "Die Datei von **{title}** sagt nicht, wo er veröffentlicht ist.",
    "language": "**{title}** ist auf {language}.",
    "language_guessed": "**{title}** ist wohl auf {language}; seine Datei sagt es nicht.",
    # help
    "help": (
        "Frage nach einem Thread, und ich zitiere die passenden Beiträge wörtlich, mit Nummer."
    ),
    "help_ask": "`{command} {example}`",
    "help_show": "`{command} 7` oder `{command} 7-9` zeigt Beiträge",
    "help_about": "`{command} summary`, `first`, `last` oder `random` wählt Beiträge aus",
    "help_list": "`{command} list` nennt die Threads",
    "help_reload": "`{command} reload` lädt die Threads neu, für Admins",
    "help_ways": (
        "Auch: mich irgendwo in einer Nachricht erwähnen, auf eine Antwort "
        "antworten, mir privat schreiben, `/thread`, oder das Menü einer Nachricht unter Apps"
    ),
    "help_help": "`{command} help` zeigt dies",
    "example": "was steht da über {topic}",
    "example_title": "was ist {title}",
    "small_talk": "Frag mich nach den Threads; `{command} help` zeigt, wie.",
    "unknown_command": "Einen Befehl „{word}“ gibt es nicht. {hint}",
    "did_you_mean": "Meintest du {command} {line}?",
    "known_commands": (
        "Es gibt help, list, summary, first, last, random, reload und Nummern wie 7-9."
    ),
    # reload
    "reloaded": "{posts} in {threads} neu geladen, in {seconds:.2f} s.",
    "reloaded_same": "Nichts hat sich geändert.",
    "reloaded_threads": "Threads: {added} neu, {changed} geändert, {removed} entfernt.",
    "reloaded_posts": "Beiträge: {added} neu, {changed} geändert, {removed} entfernt.",
    "reload_failed": (
        "**Nichts wurde neu geladen;** die Antworten kommen aus den bisherigen Threads. "
        "Behebe dies und lade dann neu:"
    ),
    "diagnostic": "{diagnostic}",
    "diagnostic_place": "{file}, Zeile {line}",
    "reload_details": "Die Einzelheiten haben, wem der Bot gehört, und sein Log.",
    "more_diagnostics": "und {count} weitere; `thread-bot check` zeigt alle",
    "reload_refused": (
        "Nur wem der Bot gehört und wen seine Einstellungen als Admin nennen, kann neu laden."
    ),
    "reload_under_way": "Es wird schon neu geladen.",
    # limits and rights
    "slow_down": "Das ging schnell! In {seconds} s kann ich wieder antworten.",
    "busy": "Gerade fragen zu viele auf einmal. Bitte frag in einer Minute noch einmal.",
    "not_here": "In diesem Kanal soll ich nicht antworten.",
    "not_you": "Nur Mitglieder mit einer dieser Rollen können mich fragen: {roles}.",
    "remove_refused": "Nur wer gefragt hat und Moderatoren können diese Antwort entfernen.",
    "failed": "Bei mir ging etwas schief; es steht im Protokoll. Bitte frage noch einmal.",
    # the terminal
    "terminal": (
        "Ein Chat im Terminal, denn es gibt kein Token. Für Discord setze `DISCORD_TOKEN`; "
        "die README sagt, woher es kommt."
    ),
    "terminal_leave": "Stelle eine Frage, oder `{prefix}thread help`. Strg-D beendet.",
    "picture": "Bild",
    "named": "Hier genannte Beiträge:",
    "named_post": "{number} · {words}",
    "none_named": "Diese Nachricht nennt keinen Beitrag.",
    "discuss_not_here": (
        "Einen Thread kann ich nur in einem Textkanal eröffnen; du und ich brauchen das Recht "
        "„Öffentliche Threads erstellen“."
    ),
    # buttons
    "button_before": "◀ {number}",
    "button_after": "{number} ▶",
    "button_read": "Im Zusammenhang lesen",
    "button_further": "Mehr Beiträge",
    "button_part": "Nächster Teil",
    "button_share": "Allen zeigen",
    "button_whole": "Ganzer Thread",
    "button_unmark": "Nicht mehr merken",
    "button_settle": "Geklärt {number}",
    "button_none": "Keiner davon",
    "button_meeting": "Mit ins Treffen nehmen",
    "button_bookmark": "Merken",
    # commands
    "synced": "{count} Befehle bei Discord angemeldet. Clients zeigen sie nach einem Neustart.",
    "command_thread": "Frage nach einem Thread; die passenden Beiträge werden wörtlich zitiert",
    "command_ask": "Eine Frage stellen",
    "command_post": "Einen Beitrag nach seiner Nummer zeigen",
    "command_list": "Die Threads nennen",
    "command_reload": "Die Threads neu laden (Admins)",
    "command_help": "Was ich kann, mit Fragen zum Ausprobieren",
    "command_mentions": "Jeder Beitrag, in dem ein Wort steht, der erste zuerst",
    "command_random": "Einen zufälligen Beitrag zeigen",
    "command_next": "Den Beitrag nach dem zuletzt hier gefragten zeigen",
    "command_discuss": "Einen Discord-Thread über einen Beitrag eröffnen",
    "command_menu_named": "Hier genannte Beiträge zeigen",
    "command_menu": "Den Thread danach fragen",
    "option_question": "Was du wissen willst",
    "option_thread": "Ein Thread; ohne ihn werden alle durchsucht",
    "option_private": "Die Antwort nur dir zeigen",
    "option_number": "Die Nummer des Beitrags",
    "option_term": "Das gesuchte Wort",
    # threads of a server's own
    "import_line": "{line}",
    "import_keep": "**Behalten?** Die Datei unten hat den ganzen Thread.",
    "import_failed": "**Nichts wurde hinzugefügt.** {reason}",
    "kept": "Behalten als `{id}`: **{title}**. Alle hier können jetzt fragen: `{command} {id}: …`",
    "discarded": "Verworfen; nichts wurde behalten.",
    "exported": "Die Datei von **{title}**:",
    "removed": (
        "**{title}** ist entfernt. Dies ist die Datei; mit ihr lässt sich der Thread "
        "wieder hinzufügen."
    ),
    "renamed": "**{before}** heißt jetzt **{title}**.",
    "explained": "In **{title}** bedeutet **{short}** jetzt {long}.",
    "edited": "Beitrag {number} von **{title}** hat seinen neuen Wortlaut.",
    "no_words": "Darin stehen keine Wörter; bitte schreib welche.",
    "no_file": "Es fehlt eine Datei; häng eine an, oder nimm `/thread add`.",
    "files_too_large": (
        "Diese Dateien sind zusammen größer als {limit} MB; gib einen kürzeren Teil."
    ),
    "file_too_large": (
        "Discord nimmt keine so große Datei wie die dieses Threads; mach kürzere Threads daraus."
    ),
    "report_not_here": (
        "Ich antworte mit der Datei des Threads; dafür brauche ich hier die Berechtigung "
        "„Dateien anhängen“. Oder nimm /thread add."
    ),
    "report_without_file": "Die Datei dieses Berichts ist weg; füge den Thread noch einmal hinzu.",
    "no_own_threads": (
        "Dieser Server hat keinen Thread hinzugefügt; `/thread add` fügt einen hinzu."
    ),
    "which_own": "Nenne einen der eigenen Threads dieses Servers:",
    "edit_message": (
        "Beitrag {number} von **{title}** folgt seiner Nachricht: Wird sie bearbeitet, ändert er "
        "sich mit."
    ),
    "post_too_long": (
        "Beitrag {number} von **{title}** passt nicht in ein Fenster; bearbeite seine "
        "Datei mit `/thread export` und füge sie wieder hinzu."
    ),
    "ceiling_abbreviations": (
        "**Nichts wurde hinzugefügt.** Ein Thread kann {limit:,} Abkürzungen haben; mit dieser "
        "hätte er {has:,}."
    ),
    "ceiling_bytes": (
        "**Nichts wurde hinzugefügt.** Was in den eigenen Threads eines Servers steht, "
        "kann {limit:,} Bytes haben, und damit wären es {has:,}; entferne einen Thread, "
        "oder gib einen kürzeren Teil."
    ),
    "only_in_servers": "Nur Server, in denen ich Mitglied bin, können eigene Threads haben.",
    "manage_refused": (
        "Nur Mitglieder mit „Server verwalten“ und die Admin-Rollen des Servers können "
        "seine Threads ändern."
    ),
    "channel_unreadable": (
        "Ich kann diesen Kanal nicht lesen; gib mir dort „Kanal ansehen“ und "
        "„Nachrichtenverlauf anzeigen“."
    ),
    "channel_not_yours": (
        "Du kannst diesen Kanal nicht lesen, also mache ich dir keinen Thread daraus."
    ),
    "channel_of_other_kind": (
        "Dieser Kanal hat keine eigenen Nachrichten; wähle einen Textkanal, einen "
        "Discord-Thread oder einen Beitrag eines Forums."
    ),
    "no_message": "„{written}“ ist keine Nachricht jenes Kanals; gib ihren Link oder ihre ID.",
    "span_without_channel": (
        "`first` und `last` sind Nachrichten eines Kanals; wähle auch den Kanal (`channel`)."
    ),
    "channel_without_content": (
        "Ich bin nicht dafür eingerichtet, hier Nachrichten zu lesen, also kann ich aus "
        "keinem Kanal einen Thread machen."
    ),
    "discord_failed": "Discord gab nicht heraus, was nötig war; bitte versuch es noch einmal.",
    "window_add": "Einen Thread hinzufügen",
    "window_files": "Dateien, oder ein Archiv",
    "window_title": "Titel; ohne ihn der Titel der Quelle",
    "window_words": "Der Wortlaut des Beitrags",
    "button_keep": "Behalten",
    "button_discard": "Verwerfen",
    "command_add": "Diesem Server einen Thread hinzufügen (Admins)",
    "command_remove": "Einen eigenen Thread dieses Servers entfernen (Admins)",
    "command_rename": "Einem eigenen Thread dieses Servers einen anderen Titel geben (Admins)",
    "command_export": "Die Datei eines eigenen Threads dieses Servers holen (Admins)",
    "command_edit": (
        "Den Wortlaut eines Beitrags in einem eigenen Thread dieses Servers ändern (Admins)"
    ),
    "command_glossary": "Abkürzungen eines eigenen Threads dieses Servers (Admins)",
    "command_glossary_add": "Sagen, was eine Abkürzung bedeutet (Admins)",
    "option_file": "Ein Export, eine gespeicherte Seite, eingefügter Text oder eine Thread-Datei",
    "option_channel": (
        "Ein Kanal, ein Discord-Thread oder ein Forumsbeitrag, der stattdessen gelesen wird"
    ),
    "option_first": "Die erste Nachricht, mit Link oder ID",
    "option_last": "Die letzte Nachricht, mit Link oder ID",
    "option_title": "Wie der Thread heißt",
    "option_own_thread": "Einer der eigenen Threads dieses Servers",
    "option_short": "Die Abkürzung",
    "option_long": "Wofür sie steht",
    "ceiling_threads": (
        "**Nichts wurde hinzugefügt.** Ein Server kann selbst {limit} haben, und dies "
        "wäre Nummer {has:,}; entferne einen."
    ),
    "ceiling_posts": (
        "**Nichts wurde hinzugefügt.** Die eigenen Threads eines Servers können {limit} "
        "haben, und mit diesem wären es {has:,}; entferne einen Thread, oder gib einen "
        "kürzeren Teil."
    ),
    "command_reading": "Einen Thread zusammen lesen, Beitrag für Beitrag",
    "command_reading_start": "Eine Lesung in diesem Kanal beginnen oder fortsetzen",
    "command_reading_pause": "Keine Beiträge kommen lassen, bis es weitergeht",
    "command_reading_skip": "Die nächsten Beiträge öffnen, ohne sie zu schicken",
    "command_reading_back": "Die letzten Beiträge schließen, so dass sie noch einmal kommen",
    "command_reading_catch_up": "Sofort schicken, was in einer Pause fällig war",
    "command_reading_stop": "Die Lesung beenden; dann sind alle Beiträge offen",
    "command_reading_preview": "Die Beiträge des nächsten Termins ansehen, nur für Verwalter",
    "command_reading_show": "Wie weit die Gruppe ist und wann es weitergeht",
    "command_agenda": "Die Fragen, die offen geblieben sind, für das Treffen",
    "command_bookmarks": "Deine gemerkten Beiträge, aus deinen Direktnachrichten",
    "command_menu_bookmark": "Merken",
    "option_export": "Als YAML-Datei",
    "command_where": "Wie weit du gelesen hast, für private Antworten; ohne Zahl wie die Gruppe",
    "option_rhythm": "Etwa: 2 Beiträge an Werktagen um 18:00 Europe/Berlin",
    "option_reading_thread": "Der Thread, wenn es mehrere gibt",
    "option_first_post": "Der erste Beitrag; die davor sind offen",
    "option_role": "Eine Rolle, die zu jedem Termin erwähnt wird",
    "option_discussions": "Zu jedem Beitrag einen Discord-Thread eröffnen",
    "option_where": "Der letzte Beitrag, den du gelesen hast",
    # reading together
    "rhythm": "{posts} {days} um {time} {zone}",
    "days_every_day": "jeden Tag",
    "days_weekdays": "an Werktagen",
    "days_weekend": "am Wochenende",
    "days_named": "{days}",
    "days_joined": "{first}, {rest}",
    "day_monday": "montags",
    "day_tuesday": "dienstags",
    "day_wednesday": "mittwochs",
    "day_thursday": "donnerstags",
    "day_friday": "freitags",
    "day_saturday": "samstags",
    "day_sunday": "sonntags",
    "rhythm_not_understood": (
        "{word} verstehe ich im Rhythmus nicht. Schreib ihn etwa als "
        "`2 Beiträge an Werktagen um 18:00 Europe/Berlin`."
    ),
    "rhythm_without_time": (
        "Der Rhythmus braucht eine Uhrzeit, etwa `2 Beiträge an Werktagen um 18:00 Europe/Berlin`."
    ),
    "rhythm_without_zone": "Der Rhythmus braucht eine Zeitzone, etwa `Europe/Berlin` oder `UTC`.",
    "rhythm_posts": "Ein Rhythmus hat 1 bis {most} Beiträge auf einmal.",
    # settings
    "command_settings": "Was hier und für dich eingestellt ist und woher es kommt",
    "settings_server": "Einstellungen dieses Servers",
    "settings_channel": "Einstellungen dieses Kanals",
    "settings_member": "Deine Einstellungen",
    "settings_from_operator": "vom Betreiber",
    "settings_from_server": "vom Server",
    "settings_from_channel": "vom Kanal",
    "settings_from_member": "von dir",
    "settings_choose_level": "Wessen Einstellungen?",
    "settings_choose_name": "Eine Einstellung ändern …",
    "settings_read_only": (
        "Diese Einstellungen ändern Mitglieder mit dem Recht „Server verwalten“ oder einer der "
        "Rollen der Admins."
    ),
    "settings_no_database": (
        "Dieser Bot hat keine Datenbank, darum lässt sich hier nichts ändern; sein Betreiber "
        "kann eine einrichten."
    ),
    "setting_unset": "nicht gesetzt",
    "setting_yes": "ja",
    "setting_no": "nein",
    "setting_remove": "Hier nicht gesetzt: wie weiter oben eingestellt",
    "setting_wrong": "„{value}“ passt nicht. Es ist: {about}.",
    "not_kept": "Das ging nicht: die Datenbank ist nicht erreichbar. Bitte versuch es noch einmal.",
    "not_readable": (
        "Was dieser Server aufbewahrt, lässt sich gerade nicht lesen, deshalb antworte ich nicht. "
        "Bitte frag in einer Minute noch einmal."
    ),
    "setting_language": "Sprache",
    "setting_prefix": "Präfix",
    "setting_answers": "Antworten",
    "setting_thread": "Thread",
    "setting_without_call": "Ohne Aufruf",
    "setting_answer_threads": "Threads für Antworten",
    "setting_cards": "Karten",
    "setting_quotable": "Zitierbar",
    "setting_references": "Genannte Beiträge",
    "setting_quotes": "Zitate",
    "setting_threshold": "Schwelle",
    "setting_admin_roles": "Rollen der Admins",
    "setting_roles": "Rollen, die fragen dürfen",
    "setting_reference_channels": "Kanäle für genannte Beiträge",
    "setting_thread_follow_ups": "Nachfragen in Threads",
    "setting_language_about": (
        "die Sprache meiner Sätze, en, de oder es; ohne sie die der Discord-App oder des Servers"
    ),
    "setting_prefix_about": "womit Befehle beginnen, 1 bis 5 Zeichen",
    "setting_answers_about": "ob hier Fragen beantwortet werden",
    "setting_thread_about": (
        "der Thread, den ich frage, wenn niemand einen anderen nennt; ohne ihn alle"
    ),
    "setting_without_call_about": "ob ich Fragen beantworte, die mich nicht aufrufen",
    "setting_answer_threads_about": (
        "ob ich jede Nachricht in einem eigenen Discord-Thread beantworte"
    ),
    "setting_cards_about": "ob Zitate als Karten erscheinen, sonst als Text",
    "setting_quotable_about": "ob Server aus dem, was du schreibst, Threads machen dürfen",
    "setting_references_about": "ob ich die Beiträge zeige, die deine Nachrichten nennen",
    "setting_quotes_about": "wie viele Beiträge eine Antwort höchstens zitiert, 1 bis 3",
    "setting_threshold_about": (
        "die Sicherheit, unter der nichts zitiert wird, 0 bis 1; ohne sie die, mit der die Suche "
        "gemessen wurde"
    ),
    "setting_admin_roles_about": (
        "die Rollen, die Einstellungen und Threads dieses Servers ändern dürfen"
    ),
    "setting_roles_about": "die Rollen, denen ich antworte; ohne sie allen",
    "setting_reference_channels_about": (
        "die Kanäle, in denen ich Beiträge zeige, die jemand nennt, etwa [7]; ohne sie keine"
    ),
    "setting_thread_follow_ups_about": (
        "ob ich Fragen ohne Präfix in Discord-Threads beantworte, die an einer Antwort von mir "
        "eröffnet wurden"
    ),
    # what is kept
    "command_privacy": "Was über diesen Server und dich gespeichert ist; exportieren oder löschen",
    "privacy_server": "Über diesen Server gespeichert",
    "privacy_member": "Über dich gespeichert, in allen Servern",
    "privacy_nothing": "Nichts.",
    "privacy_rows": "{what}: {count}",
    "privacy_never": (
        "Keine Frage und keine Antwort wird gespeichert. Verlasse ich einen Server, wird alles "
        "über ihn nach {days} Tagen gelöscht."
    ),
    "privacy_no_database": "Dieser Bot hat keine Datenbank: nichts wird gespeichert.",
    "privacy_sure_server": (
        "Einstellungen und Threads dieses Servers löschen, und alles andere, was über ihn "
        "gespeichert ist? Niemand kann sie zurückholen. Exportiere sie vorher, um eine Kopie zu "
        "behalten."
    ),
    "privacy_sure_member": (
        "Deine Einstellungen löschen, und deine Beiträge aus den Threads aller Server? Niemand "
        "kann sie zurückholen. Exportiere sie vorher, um eine Kopie zu behalten."
    ),
    "privacy_deleted": "Gelöscht.",
    "privacy_deleted_but_opt_out": (
        "Gelöscht, bis auf eine Einstellung: Dass du nicht zitiert werden willst, bleibt, damit "
        "dich niemand wieder zitiert. `/thread settings` entfernt sie."
    ),
    "privacy_export_server": "Diesen Server exportieren",
    "privacy_export_member": "Meines exportieren",
    "privacy_delete_server": "Das des Servers löschen",
    "privacy_delete_member": "Meines löschen",
    "privacy_confirm": "Endgültig löschen",
    "privacy_keep": "Behalten",
    "privacy_not_you": (
        "Das können nur Mitglieder mit dem Recht „Server verwalten“ oder einer der Rollen der "
        "Admins."
    ),
    "kept_servers": "Der Server, und wann ich ihn verlassen habe",
    "kept_server_settings": "Einstellungen des Servers",
    "kept_channel_settings": "Einstellungen von Kanälen",
    "kept_member_settings": "Einstellungen einer Person",
    "kept_threads": "Threads: Titel, Verfasser, Abkürzungen",
    "kept_readings": "Was Kanäle zusammen lesen",
    "kept_places": "Wie weit Mitglieder gelesen haben",
    "kept_agenda": "Fragen für das nächste Treffen, nach ihren Nachrichten",
    "kept_votes": "Welche Beiträge Fragen beantworten, wie Mitglieder sagten",
    "stored_reading_channel": "die ID des Kanals, der liest",
    "stored_reading_role": "die ID der Rolle, die erwähnt wird, falls eine",
    "stored_question": "die ID der Nachricht mit der Frage",
    "kept_event_agendas": "Termine, vor denen die Tagesordnung kam",
    "stored_agenda_channel": "die ID des Kanals, der die Tagesordnung bekam",
    "stored_event": "die ID des Termins",
    "stored_answer": "die ID der Nachricht, die sie beantwortet, wenn es eine gibt",
    "stored_answer_channel": "die ID des Kanals jener Nachricht",
    "stored_question_channel": "die ID des Kanals, in dem gefragt wurde",
    "kept_posts": "Beiträge von Threads: Worte, Daten, Links",
    "stored_server": "die ID des Servers",
    "stored_channel": "die ID des Kanals",
    "stored_member": "die ID der Person",
    "stored_setting_value": "ein Wert, der Rollen und Kanäle mit ihren IDs nennen kann",
    "stored_thread_channel": "die ID des Kanals, aus dem er gelesen wurde, wenn es einen gibt",
    "stored_message": "die ID der Nachricht, aus der er gelesen wurde, wenn es eine gibt",
    "stored_author": "die ID dessen, der die Nachricht schrieb",
    "reading_too_many": "Ein Server kann {most} Lesungen haben; beende zuerst eine davon.",
    "reading_exists": "Dieser Kanal liest `{thread}` schon; beende diese Lesung zuerst.",
    "reading_none": "Hier wird nichts gelesen. `/thread reading start` beginnt.",
    "reading_which": "Hier werden mehrere Threads gelesen; nenne einen davon: {ids}",
    "reading_under_way": "Gerade werden Beiträge geschickt. Bitte versuche es in einer Minute.",
    "reading_first": "Der letzte Beitrag des Threads ist {last}; beginne mit einem früheren.",
    "reading_role": "Du darfst {role} nicht erwähnen; das darf, wer alle Rollen erwähnen darf.",
    "in_own_servers": "Das geht nur auf Servern, in denen ich Mitglied bin.",
    "reading_managers": "Das können nur Mitglieder mit dem Recht „Server verwalten“.",
    "reading_name_thread": "Nenne den Thread, der gelesen wird: {ids}",
    "reading_progress": "**{title}**: {count} von {all} Beiträgen sind offen · {rhythm}",
    "reading_date": "Nächster Termin: <{moment}>",
    "reading_paused": (
        "Angehalten. `/thread reading start` geht weiter; `catch-up` schickt, was fällig war."
    ),
    "reading_finished": "Alle Beiträge sind offen.",
    "reading_ended": "Die Lesung von `{thread}` ist beendet; alle Beiträge sind offen.",
    "reading_late": "Ich war nicht da, als {posts} fällig wurden; hier sind sie zusammen.",
    "reading_last": "Dies ist der letzte Beitrag von **{title}**.",
    "reading_thread_gone": (
        "den Thread `{thread}` gibt es nicht mehr, oder nicht alle hier dürfen ihn lesen"
    ),
    "reading_channel_gone": "der Kanal wurde gelöscht, und damit ist die Lesung beendet",
    "reading_permission": "mir fehlt dort das Recht {permission}",
    "reading_refused": "Discord nimmt meine Nachrichten dort nicht an ({reason})",
    "reading_stopped": (
        "Die Lesung in {channel} steht still: {reason}. `/thread reading start` geht weiter."
    ),
    "agenda": "**Offene Fragen für das Treffen**",
    "agenda_answered": "**Beantwortet**",
    "agenda_answer": "„{words}“ {url} → {answer}",
    "agenda_no_item": "Nenne mit `settle` einen Punkt der Liste, etwa 1.",
    "no_link": "„{written}“ ist kein Link zu einer Nachricht dieses Servers.",
    "agenda_event": "Die nächste Veranstaltung",
    "agenda_before": "**{event}** beginnt am <{moment}>.",
    "agenda_stopped": (
        "In {channel} kommt keine Liste der offenen Fragen mehr: {reason}. `/thread "
        "settings` dort richtet sie wieder ein."
    ),
    "option_settle": "Für Verwalter: der Punkt, der erledigt ist, mit seiner Nummer",
    "option_answer": "Ein Link zur Nachricht, die ihn beantwortet",
    "setting_agenda_minutes": "Fragen vor Terminen",
    "setting_agenda_minutes_about": (
        "wie viele Minuten vor jedem Termin des Servers hier die offenen Fragen stehen, 1 "
        "bis 1440; ohne sie nie"
    ),
    "agenda_empty": "Keine Frage ist offen.",
    "agenda_post": "**Beitrag {number}**",
    "agenda_no_post": "**Vor dem ersten Beitrag**",
    "agenda_item": "{at}. „{words}“{times} {url}",
    "agenda_talk": "{at}. Der Beitrag selbst{times} {url}",
    "agenda_settled": "**Erledigt:** „{words}“ {url}",
    "agenda_settled_talk": "**Erledigt:** Beitrag {number} selbst {url}",
    "agenda_times": ", {count}-mal gefragt",
    "agenda_taken": "Beitrag {number} steht auf der Liste fürs Treffen: `/thread agenda`.",
    "bookmarked": (
        "Der Beitrag ist in deinen Direktnachrichten. Antworte dort darauf, um etwas zu notieren."
    ),
    "bookmark_closed": "Ich kann dir nicht schreiben: erlaube Direktnachrichten von diesem Server.",
    "age_restricted": (
        "Er stammt aus einem Kanal mit Altersbeschränkung und bleibt in solchen Kanälen."
    ),
    "bookmarks_none": "Du hast noch nichts gemerkt; drücke „Merken“ unter einem Beitrag.",
    "bookmark": "**{number}** · {title}: {words}{note}",
    "bookmark_note": " – {note}",
    "vote_right": "Danke.",
    "vote_which": "Welcher davon beantwortet es?",
    "vote_none_near": "Danke; einen anderen Beitrag, der nahe kommt, habe ich nicht.",
    "vote_noted": "Danke; das ist notiert, ohne deinen Namen.",
    "place_set": "Private Antworten an dich reichen jetzt bis Beitrag {number} von **{title}**.",
    "place_with_group": (
        "Private Antworten an dich reichen jetzt so weit wie die Gruppe in **{title}**."
    ),
    # pages
    "page_threads": "Threads",
    "page_skip": "Zu den Posts",
    "page_contents": "Inhalt",
    "page_source": "Wo er veröffentlicht ist",
    "page_original": "Original",
    "page_picture": "Bild",
    "page_search": "In diesem Thread suchen",
    "page_nothing": "Kein Post hat diese Wörter.",
    "page_pages": "Seiten",
    "page_none": "Hier ist keine Seite",
    "page_gone": (
        "Diese Adresse führt zu keiner Seite, oder zu keiner, die du noch lesen darfst. Drücke auf "
        "Discord unter einer Antwort „{button}“, um eine neue zu bekommen."
    ),
    "page_expired": (
        "Diese Adresse ist abgelaufen. Drücke auf Discord unter einer Antwort „{button}“, um eine "
        "neue zu bekommen."
    ),
    "page_later": "Die Seite kann gerade nicht gezeigt werden. Lade sie in einer Minute neu.",
    "page_link": (
        "Die Seite zeigt, was für dich offen ist, und wächst mit der Lesung. Ihre Adresse ist nur "
        "für dich und läuft ab: <{moment}>."
    ),
    "page_not_here": (
        "Ich habe hier keine Seite für dich. Frag in einem Kanal, den du und ich lesen können."
    ),
}
