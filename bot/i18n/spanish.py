"""The bot's sentences in Spanish."""

SENTENCES = {
    # answers
    "post": "Mensaje {number}",
    "heading": "**{number}** · {title}{by}{at}",
    "by": ", de {author}",
    "at": " · {url}",
    "certainty_sure": "seguro",
    "certainty_maybe": "quizás",
    "certainty_near": "solo parecido",
    "maybe": "Puede que esto responda; no estoy seguro:",
    "by_meaning": "Encontrado por el significado, no por las palabras; puede que esto responda:",
    "near": "Ningún mensaje responde a esto; estos se acercan:",
    "near_by_meaning": "Ningún mensaje tiene tus palabras; estos se acercan por el significado:",
    "missing": "Ningún mensaje habla de **{words}**. Sobre {topic}:",
    "missing_all": "Ningún mensaje habla de **{words}**. Estos se acercan:",
    "not_within": "El mensaje {numbers} no dice nada sobre «{topic}», sino:",
    "follow_up": "Buscado junto con la pregunta anterior: «{before}»",
    "asked": "«{question}»",
    "about": " Trata de {topics}.",
    "about_threads": " Tratan de {topics}.",
    "not_answered": (
        "**El hilo no responde a esto.**{about} `{command} help` muestra preguntas a "
        "las que responde."
    ),
    "not_answered_threads": (
        "**Ningún hilo responde a esto.**{about} `{command} help` muestra preguntas a "
        "las que responden."
    ),
    "other_language": (
        "Ningún mensaje responde a esto. La pregunta está en {asked} y el hilo en {spoken}: "
        "pregunta en {spoken}, por favor."
    ),
    "used": "**{term}** aparece en {uses} de {posts}, primero en el mensaje {first}:",
    "not_used": "**{term}** no aparece en ningún mensaje.",
    "stands_for": "**{short}** significa {long}.",
    "not_for_all": (
        "Esto no se puede mostrar a todos: un mensaje ha cambiado o ya no está, o no todos los que "
        "leen aquí pueden leerlo."
    ),
    "changed": (
        "Este mensaje ha cambiado o ya no está desde la última recarga. "
        "Pregunta otra vez, por favor."
    ),
    # what there is
    "thread_one": "1 hilo",
    "threads_many": "{count} hilos",
    "post_one": "1 mensaje",
    "posts_many": "{count} mensajes",
    "threads": "**{threads}, {posts}:**",
    "thread": "**{title}**{by} · {posts}{language} · `{id}`",
    "in_language": " · {language}",
    "guessed_language": "{language} (supuesto)",
    "more": "y {count} más",
    "no_threads": "Aquí todavía no hay nada que leer.",
    "no_such_posts": "{thread} no tiene el mensaje {numbers}; sus mensajes son {existing}.",
    "no_such_thread": "No hay ningún hilo «{id}»; hay: {ids}",
    "no_such_thread_near": "No hay ningún hilo `{id}`; ¿querías decir `{near}`?",
    "which_thread": "Encajan varios hilos. Nombra uno, por ejemplo `{command} {id}: {line}`.",
    "more_posts": "Más: `{command} {numbers}`",
    "step_from_where": ("¿Desde qué mensaje? Por ejemplo `{command} after 7` o `{command} 8`."),
    "no_post_after": "El mensaje {number} es el último de {title}.",
    "no_post_before": "El mensaje {number} es el primero de {title}.",
    # facts
    "summary": "**{title}**{by}, {posts}.{about}",
    "selection": "Una selección: los {count} mensajes de más peso.",
    "count": "**{title}** tiene {posts}: {numbers}.",
    "author": "**{title}** es de {author}.",
    "author_unknown": "El archivo de **{title}** no dice quién lo escribió.",
    "date": "**{title}** es del {date}.",
    "dates": "**{title}** es del {first} al {last}.",
    "date_unknown": "El archivo de **{title}** no dice cuándo se escribió.",
    "source": "**{title}** se puede leer en {url}",
    "source_unknown": "El archivo de **{title}** no dice dónde se publicó.",
    "language": "**{title}** está en {language}.",
    "language_guessed": "**{title}** parece estar en {language}; su archivo no lo dice.",
    # help
    "help": (
        "Pregunta por un hilo, y cito palabra por palabra los mensajes que responden, "
        "con su número."
    ),
    "help_ask": "`{command} {example}`",
    "help_show": "`{command} 7` o `{command} 7-9` muestra mensajes",
    "help_about": "`{command} summary`, `first`, `last` o `random` elige mensajes",
    "help_list": "`{command} list` nombra los hilos",
    "help_reload": "`{command} reload` recarga los hilos, para administradores",
    "help_ways": (
        "También: menciona al bot en cualquier mensaje, responde a una "
        "respuesta, escríbeme en privado, usa `/thread` o el menú de un mensaje, en Apps"
    ),
    "help_help": "`{command} help` muestra esto",
    "example": "qué se dice de {topic}",
    "example_title": "qué es {title}",
    "small_talk": "Pregúntame por los hilos; `{command} help` muestra cómo.",
    "unknown_command": "No hay ningún comando «{word}». {hint}",
    "did_you_mean": "¿Querías decir {command} {line}?",
    "known_commands": "Hay help, list, summary, first, last, random, reload y números como 7-9.",
    # reload
    "reloaded": "Recargados {posts} en {threads}, en {seconds:.2f} s.",
    "reloaded_same": "Nada ha cambiado.",
    "reloaded_threads": "Hilos: {added} nuevos, {changed} cambiados, {removed} quitados.",
    "reloaded_posts": "Mensajes: {added} nuevos, {changed} cambiados, {removed} quitados.",
    "reload_failed": (
        "**No se ha recargado nada;** las respuestas vienen de los hilos anteriores. "
        "Corrige esto y recarga:"
    ),
    "diagnostic": "{diagnostic}",
    "diagnostic_place": "{file}, línea {line}",
    "reload_details": "Los detalles los tienen quien es dueño del bot y su registro.",
    "more_diagnostics": "y {count} más; `thread-bot check` los muestra todos",
    "reload_refused": (
        "Solo pueden recargar quien es dueño del bot y los administradores de su configuración."
    ),
    "reload_under_way": "Ya se está recargando.",
    # limits and rights
    "slow_down": "¡Qué rapidez! Puedo responder otra vez en {seconds} s.",
    "busy": "Hay demasiadas preguntas a la vez. Vuelve a preguntar en un minuto, por favor.",
    "not_here": "No estoy configurado para responder en este canal.",
    "not_you": "Solo pueden preguntarme los miembros con uno de estos roles: {roles}.",
    "remove_refused": "Solo quien preguntó y los moderadores pueden quitar esta respuesta.",
    "failed": "Algo ha fallado por mi parte; está en el registro. Pregunta otra vez, por favor.",
    # the terminal
    "terminal": (
        "Un chat en la terminal, porque no hay token. Para usar Discord, pon `DISCORD_TOKEN`; "
        "el README dice de dónde sale."
    ),
    "terminal_leave": "Haz una pregunta, o `{prefix}thread help`. Ctrl-D termina.",
    "picture": "Imagen",
    "named": "Mensajes nombrados aquí:",
    "named_post": "{number} · {words}",
    "none_named": "Este mensaje no nombra ningún mensaje del hilo.",
    "discuss_not_here": (
        "Solo puedo abrir un hilo en un canal de texto; tú y yo necesitamos el permiso "
        "«Crear hilos públicos»."
    ),
    # buttons
    "button_before": "◀ {number}",
    "button_after": "{number} ▶",
    "button_read": "Leer en contexto",
    "button_further": "Más mensajes",
    "button_part": "Parte siguiente",
    "button_share": "Mostrar a todos",
    "button_whole": "Hilo entero",
    "button_unmark": "Quitar de guardados",
    "button_settle": "Resuelta {number}",
    "button_none": "Ninguno",
    "button_meeting": "Llevarlo a la reunión",
    "button_bookmark": "Guardar",
    # commands
    "synced": "{count} comandos registrados en Discord. Los clientes los muestran al reiniciarse.",
    "command_thread": "Pregunta por un hilo; se citan tal cual los mensajes que responden",
    "command_ask": "Hacer una pregunta",
    "command_post": "Mostrar un mensaje por su número",
    "command_list": "Nombrar los hilos",
    "command_reload": "Recargar los hilos (administradores)",
    "command_help": "Lo que sé hacer, con preguntas para probar",
    "command_mentions": "Cada mensaje que usa una palabra, el primero primero",
    "command_random": "Mostrar un mensaje al azar",
    "command_next": "Mostrar el mensaje que sigue al último que pediste aquí",
    "command_discuss": "Abrir un hilo de Discord sobre un mensaje",
    "command_menu_named": "Mostrar los mensajes nombrados",
    "command_menu": "Preguntar al hilo por esto",
    "option_question": "Lo que quieres saber",
    "option_thread": "Un hilo; sin él, se busca en todos",
    "option_private": "Mostrar la respuesta solo a ti",
    "option_number": "El número del mensaje",
    "option_term": "La palabra que buscar",
    # threads of a server's own
    "import_line": "{line}",
    "import_keep": "**¿Guardarlo?** El archivo de abajo tiene el hilo entero.",
    "import_failed": "**No se añadió nada.** {reason}",
    "kept": (
        "Guardado como `{id}`: **{title}**. Todos aquí pueden preguntar ya: `{command} {id}: …`"
    ),
    "discarded": "Descartado; no se guardó nada.",
    "exported": "El archivo de **{title}**:",
    "removed": (
        "**{title}** está eliminado. Este es su archivo; con él se puede añadir el hilo otra vez."
    ),
    "renamed": "**{before}** se llama ahora **{title}**.",
    "explained": "En **{title}**, **{short}** significa ahora {long}.",
    "edited": "El mensaje {number} de **{title}** tiene sus palabras nuevas.",
    "no_words": "Eso no tiene palabras; escribe algunas.",
    "no_file": "Falta un archivo; adjunta uno, o usa `/thread add`.",
    "files_too_large": "Estos archivos pasan juntos de {limit} MB; da una parte más corta.",
    "file_too_large": (
        "Discord no acepta un archivo tan grande como el de este hilo; haz hilos más cortos."
    ),
    "report_not_here": (
        "Respondo con el archivo del hilo; para eso necesito aquí el permiso «Adjuntar archivos». "
        "O usa /thread add."
    ),
    "report_without_file": "El archivo de este informe ya no está; añade el hilo otra vez.",
    "no_own_threads": "Este servidor no ha añadido ningún hilo; `/thread add` añade uno.",
    "which_own": "Nombra uno de los hilos propios de este servidor:",
    "edit_message": (
        "El mensaje {number} de **{title}** sigue al suyo de Discord: cuando se edita ese, cambia "
        "también."
    ),
    "post_too_long": (
        "El mensaje {number} de **{title}** no cabe en una ventana; edita su archivo con "
        "`/thread export` y añádelo otra vez."
    ),
    "ceiling_abbreviations": (
        "**No se añadió nada.** Un hilo puede tener {limit:,} abreviaturas, y con esta tendría "
        "{has:,}."
    ),
    "ceiling_bytes": (
        "**No se añadió nada.** Lo escrito en los hilos propios de un servidor puede "
        "ocupar {limit:,} bytes, y con esto ocuparía {has:,}; elimina un hilo, o da una "
        "parte más corta."
    ),
    "only_in_servers": "Solo los servidores de los que soy miembro pueden tener hilos propios.",
    "manage_refused": (
        "Solo los miembros con «Gestionar servidor» y los roles de administración del "
        "servidor pueden cambiar sus hilos."
    ),
    "channel_unreadable": (
        "No puedo leer ese canal; dame allí «Ver canal» y «Leer el historial de mensajes»."
    ),
    "channel_not_yours": "No puedes leer ese canal, así que no hago de él un hilo para ti.",
    "channel_of_other_kind": (
        "Ese canal no tiene mensajes propios; elige un canal de texto, un hilo de Discord"
        " o una publicación de un foro."
    ),
    "no_message": "“{written}” no es ningún mensaje de ese canal; da su enlace o su id.",
    "span_without_channel": (
        "`first` y `last` son mensajes de un canal; elige también el canal (`channel`)."
    ),
    "channel_without_content": (
        "No estoy configurado para leer mensajes aquí, así que no puedo hacer un hilo de un canal."
    ),
    "discord_failed": "Discord no dio lo que hacía falta; inténtalo otra vez.",
    "window_add": "Añadir un hilo",
    "window_files": "Archivos, o un archivo comprimido",
    "window_title": "Título; sin él, el de la fuente",
    "window_words": "Las palabras del mensaje",
    "button_keep": "Guardar",
    "button_discard": "Descartar",
    "command_add": "Añadir un hilo a este servidor (administración)",
    "command_remove": "Eliminar un hilo propio de este servidor (administración)",
    "command_rename": "Dar otro título a un hilo propio de este servidor (administración)",
    "command_export": "Obtener el archivo de un hilo propio de este servidor (administración)",
    "command_edit": (
        "Editar las palabras de un mensaje en un hilo propio de este servidor (administración)"
    ),
    "command_glossary": "Abreviaturas de un hilo propio de este servidor (administración)",
    "command_glossary_add": "Decir qué significa una abreviatura (administración)",
    "option_file": "Una exportación, una página guardada, un texto pegado o un archivo de hilo",
    "option_channel": "Un canal, un hilo de Discord o una publicación de foro que leer en su lugar",
    "option_first": "El primer mensaje que leer, por su enlace o id",
    "option_last": "El último mensaje que leer, por su enlace o id",
    "option_title": "Cómo se llama el hilo",
    "option_own_thread": "Uno de los hilos propios de este servidor",
    "option_short": "La abreviatura",
    "option_long": "Lo que significa",
    "ceiling_threads": (
        "**No se añadió nada.** Un servidor puede tener {limit} por su cuenta, y este "
        "sería el número {has:,}; elimina uno."
    ),
    "ceiling_posts": (
        "**No se añadió nada.** Los hilos propios de un servidor pueden tener {limit}, y "
        "con este tendrían {has:,}; elimina un hilo, o da una parte más corta."
    ),
    "command_reading": "Leer un hilo juntos, mensaje a mensaje",
    "command_reading_start": "Empezar una lectura en este canal, o seguir con una en pausa",
    "command_reading_pause": "Que no lleguen mensajes hasta que se siga",
    "command_reading_skip": "Abrir los siguientes mensajes sin enviarlos",
    "command_reading_back": "Cerrar los últimos mensajes, para que lleguen otra vez",
    "command_reading_catch_up": "Enviar ya lo que tocaba durante una pausa",
    "command_reading_stop": "Terminar la lectura; entonces todo queda abierto",
    "command_reading_preview": "Ver los mensajes de la próxima fecha, solo quien gestiona",
    "command_reading_show": "Hasta dónde ha leído el grupo, y cuándo se sigue",
    "command_agenda": "Las preguntas que quedaron abiertas, para la reunión",
    "command_bookmarks": "Tus mensajes guardados, de tus mensajes directos",
    "command_menu_bookmark": "Guardar",
    "option_export": "Como archivo YAML",
    "command_where": "Hasta dónde has leído, para respuestas privadas; sin número, como el grupo",
    "option_rhythm": "Por ejemplo: 2 mensajes entre semana a las 18:00 Europe/Madrid",
    "option_reading_thread": "El hilo, si hay varios",
    "option_first_post": "El primer mensaje; los anteriores quedan abiertos",
    "option_role": "Un rol que mencionar en cada fecha",
    "option_discussions": "Abrir un hilo de Discord sobre cada mensaje",
    "option_where": "El último mensaje que has leído",
    # reading together
    "rhythm": "{posts} {days} a las {time} {zone}",
    "days_every_day": "cada día",
    "days_weekdays": "entre semana",
    "days_weekend": "los fines de semana",
    "days_named": "los {days}",
    "days_joined": "{first}, {rest}",
    "day_monday": "lunes",
    "day_tuesday": "martes",
    "day_wednesday": "miércoles",
    "day_thursday": "jueves",
    "day_friday": "viernes",
    "day_saturday": "sábados",
    "day_sunday": "domingos",
    "rhythm_not_understood": (
        "No entiendo {word} en el ritmo. Escríbelo, por ejemplo, como "
        "`2 mensajes entre semana a las 18:00 Europe/Madrid`."
    ),
    "rhythm_without_time": (
        "El ritmo necesita una hora, como `2 mensajes entre semana a las 18:00 Europe/Madrid`."
    ),
    "rhythm_without_zone": "El ritmo necesita una zona horaria, como `Europe/Madrid` o `UTC`.",
    "rhythm_posts": "Un ritmo tiene de 1 a {most} mensajes cada vez.",
    # settings
    "command_settings": "Qué está ajustado aquí y para ti, y de dónde viene",
    "settings_server": "Ajustes de este servidor",
    "settings_channel": "Ajustes de este canal",
    "settings_member": "Tus ajustes",
    "settings_from_operator": "del operador",
    "settings_from_server": "del servidor",
    "settings_from_channel": "del canal",
    "settings_from_member": "tuyo",
    "settings_choose_level": "¿Ajustes de quién?",
    "settings_choose_name": "Cambiar un ajuste …",
    "settings_read_only": (
        "Estos ajustes los cambian los miembros con «Gestionar servidor» o con uno de los roles "
        "de administradores."
    ),
    "settings_no_database": (
        "Este bot no tiene base de datos, así que aquí no se puede cambiar nada; su operador "
        "puede configurar una."
    ),
    "setting_unset": "sin ajustar",
    "setting_yes": "sí",
    "setting_no": "no",
    "setting_remove": "Sin ajustar aquí: como en los ajustes más amplios",
    "setting_wrong": "«{value}» no sirve. Es: {about}.",
    "not_kept": "No se pudo hacer: la base de datos no responde. Inténtalo de nuevo.",
    "not_readable": (
        "Ahora no se puede leer lo que guarda este servidor, así que no respondo. "
        "Pregunta otra vez en un minuto."
    ),
    "setting_language": "Idioma",
    "setting_prefix": "Prefijo",
    "setting_answers": "Respuestas",
    "setting_thread": "Hilo",
    "setting_without_call": "Sin llamada",
    "setting_answer_threads": "Hilos para respuestas",
    "setting_cards": "Tarjetas",
    "setting_quotable": "Citable",
    "setting_references": "Publicaciones nombradas",
    "setting_quotes": "Citas",
    "setting_threshold": "Umbral",
    "setting_admin_roles": "Roles de administradores",
    "setting_roles": "Roles que pueden preguntar",
    "setting_reference_channels": "Canales para publicaciones nombradas",
    "setting_thread_follow_ups": "Preguntas en hilos",
    "setting_language_about": (
        "el idioma de mis frases, en, de o es; sin él, el de la app de Discord o el del servidor"
    ),
    "setting_prefix_about": "con qué empiezan las órdenes, de 1 a 5 caracteres",
    "setting_answers_about": "si aquí se responden preguntas",
    "setting_thread_about": "el hilo al que pregunto si nadie nombra otro; sin él, todos",
    "setting_without_call_about": "si respondo preguntas que no me llaman",
    "setting_answer_threads_about": "si respondo cada mensaje en un hilo de Discord propio",
    "setting_cards_about": "si las citas se muestran como tarjetas, o si no como texto",
    "setting_quotable_about": "si los servidores pueden hacer hilos con lo que escribes",
    "setting_references_about": "si muestro las publicaciones que nombran tus mensajes",
    "setting_quotes_about": "cuántas publicaciones cita como máximo una respuesta, de 1 a 3",
    "setting_threshold_about": (
        "la confianza por debajo de la cual no se cita nada, de 0 a 1; sin ella, aquella con la "
        "que se midió la búsqueda"
    ),
    "setting_admin_roles_about": (
        "los roles que pueden cambiar los ajustes y los hilos de este servidor"
    ),
    "setting_roles_about": "los roles a los que respondo; sin ellos, a todos",
    "setting_reference_channels_about": (
        "los canales donde muestro las publicaciones que alguien nombra, como [7]; sin ellos, "
        "ninguno"
    ),
    "setting_thread_follow_ups_about": (
        "si respondo preguntas sin prefijo en hilos de Discord abiertos sobre una respuesta mía"
    ),
    # what is kept
    "command_privacy": "Qué se guarda de este servidor y de ti; exportarlo o borrarlo",
    "privacy_server": "Guardado sobre este servidor",
    "privacy_member": "Guardado sobre ti, en todos los servidores",
    "privacy_nothing": "Nada.",
    "privacy_rows": "{what}: {count}",
    "privacy_never": (
        "No se guarda ninguna pregunta ni respuesta. Cuando dejo un servidor, todo lo guardado "
        "de él se borra a los {days} días."
    ),
    "privacy_no_database": "Este bot no tiene base de datos: no se guarda nada.",
    "privacy_sure_server": (
        "¿Borrar los ajustes y los hilos de este servidor, y todo lo demás que se guarda de él? "
        "Nadie puede recuperarlos. Expórtalos antes para tener una copia."
    ),
    "privacy_sure_member": (
        "¿Borrar tus ajustes y tus publicaciones de los hilos de todos los servidores? Nadie "
        "puede recuperarlos. Expórtalos antes para tener una copia."
    ),
    "privacy_deleted": "Borrado.",
    "privacy_deleted_but_opt_out": (
        "Borrado, salvo un ajuste: que no quieres que se te cite se conserva, para que nadie "
        "vuelva a citarte. `/thread settings` lo quita."
    ),
    "privacy_export_server": "Exportar este servidor",
    "privacy_export_member": "Exportar lo mío",
    "privacy_delete_server": "Borrar lo del servidor",
    "privacy_delete_member": "Borrar lo mío",
    "privacy_confirm": "Borrar para siempre",
    "privacy_keep": "Conservar",
    "privacy_not_you": (
        "Solo pueden hacerlo los miembros con «Gestionar servidor» o con uno de los roles de "
        "administradores."
    ),
    "kept_servers": "El servidor, y cuándo lo dejé",
    "kept_server_settings": "Ajustes del servidor",
    "kept_channel_settings": "Ajustes de canales",
    "kept_member_settings": "Ajustes de una persona",
    "kept_threads": "Hilos: títulos, autores, abreviaturas",
    "kept_readings": "Lo que los canales leen juntos",
    "kept_places": "Hasta dónde han leído los miembros",
    "kept_agenda": "Preguntas para la próxima reunión, por sus mensajes",
    "kept_votes": "Qué mensajes responden preguntas, según los miembros",
    "stored_reading_channel": "el id del canal que lee",
    "stored_reading_role": "el id del rol que se menciona, si hay uno",
    "stored_question": "el id del mensaje de la pregunta",
    "kept_event_agendas": "Eventos antes de los que se publicó el orden del día",
    "stored_agenda_channel": "el id del canal que recibió el orden del día",
    "stored_event": "el id del evento",
    "stored_answer": "el id del mensaje que la responde, si lo hay",
    "stored_answer_channel": "el id del canal de ese mensaje",
    "stored_question_channel": "el id del canal en que se preguntó",
    "kept_posts": "Publicaciones de hilos: palabras, fechas, enlaces",
    "stored_server": "el ID del servidor",
    "stored_channel": "el ID del canal",
    "stored_member": "el ID de la persona",
    "stored_setting_value": "un valor, que puede nombrar roles y canales por su ID",
    "stored_thread_channel": "el ID del canal del que se leyó, si lo hay",
    "stored_message": "el ID del mensaje del que se leyó, si lo hay",
    "stored_author": "el ID de quien escribió el mensaje",
    "reading_too_many": "Un servidor puede tener {most} lecturas; termina antes una de ellas.",
    "reading_exists": "Este canal ya lee `{thread}`; termina antes esa lectura.",
    "reading_none": "Aquí no se lee nada. `/thread reading start` empieza.",
    "reading_which": "Aquí se leen varios hilos; nombra uno de estos: {ids}",
    "reading_under_way": "Justo ahora se envían mensajes. Inténtalo en un minuto, por favor.",
    "reading_first": "El último mensaje del hilo es el {last}; empieza por uno anterior.",
    "reading_role": "No puedes mencionar a {role}; requiere permiso para mencionar cualquier rol.",
    "in_own_servers": "Esto solo funciona en servidores de los que soy miembro.",
    "reading_managers": "Solo pueden hacerlo los miembros con el permiso «Gestionar servidor».",
    "reading_name_thread": "Nombra el hilo que leer: {ids}",
    "reading_progress": "**{title}**: {count} de {all} mensajes están abiertos · {rhythm}",
    "reading_date": "Siguiente: <{moment}>",
    "reading_paused": "En pausa. `/thread reading start` sigue; `catch-up` envía lo que tocaba.",
    "reading_finished": "Todos los mensajes están abiertos.",
    "reading_ended": "La lectura de `{thread}` ha terminado; todos sus mensajes están abiertos.",
    "reading_late": "No estaba cuando tocaban {posts}; aquí van juntos.",
    "reading_last": "Este es el último mensaje de **{title}**.",
    "reading_thread_gone": "el hilo `{thread}` ya no está, o no todos aquí pueden leerlo",
    "reading_channel_gone": "el canal se ha borrado, así que la lectura ha terminado",
    "reading_permission": "necesito allí el permiso {permission}",
    "reading_refused": "Discord no acepta allí mis mensajes ({reason})",
    "reading_stopped": (
        "La lectura en {channel} se detiene: {reason}. `/thread reading start` sigue."
    ),
    "agenda": "**Preguntas abiertas para la reunión**",
    "agenda_answered": "**Respondidas**",
    "agenda_answer": "«{words}» {url} → {answer}",
    "agenda_no_item": "Elige un punto de la lista con `settle`, como 1.",
    "no_link": "«{written}» no es un enlace a un mensaje de este servidor.",
    "agenda_event": "El próximo evento",
    "agenda_before": "**{event}** empieza el <{moment}>.",
    "agenda_stopped": (
        "A {channel} ya no llega la lista de preguntas: {reason}. `/thread settings` allí la "
        "vuelve a poner."
    ),
    "option_settle": "Para quienes gestionan: el punto que queda resuelto, por su número",
    "option_answer": "Un enlace al mensaje que lo responde",
    "setting_agenda_minutes": "Preguntas antes de eventos",
    "setting_agenda_minutes_about": (
        "cuántos minutos antes de cada evento del servidor se publican aquí las preguntas "
        "abiertas, de 1 a 1440; sin ellos, nunca"
    ),
    "agenda_empty": "No hay ninguna pregunta abierta.",
    "agenda_post": "**Mensaje {number}**",
    "agenda_no_post": "**Antes del primer mensaje**",
    "agenda_item": "{at}. «{words}»{times} {url}",
    "agenda_talk": "{at}. El mensaje mismo{times} {url}",
    "agenda_settled": "**Resuelto:** «{words}» {url}",
    "agenda_settled_talk": "**Resuelto:** el mensaje {number} mismo {url}",
    "agenda_times": ", preguntado {count} veces",
    "agenda_taken": "El mensaje {number} está en la lista de la reunión; véase `/thread agenda`.",
    "bookmarked": (
        "El mensaje está en tus mensajes directos. Respóndele allí para añadir una nota."
    ),
    "bookmark_closed": "No puedo escribirte: permite los mensajes directos de este servidor.",
    "age_restricted": "Es de un canal con restricción de edad, y se queda en canales así.",
    "bookmarks_none": "Aún no has guardado nada; pulsa «Guardar» bajo un mensaje.",
    "bookmark": "**{number}** · {title}: {words}{note}",
    "bookmark_note": " – {note}",
    "vote_right": "Gracias.",
    "vote_which": "¿Cuál de estos responde?",
    "vote_none_near": "Gracias; no tengo otro mensaje que se acerque.",
    "vote_noted": "Gracias; queda anotado, sin tu nombre.",
    "place_set": "Las respuestas privadas llegan ahora hasta el mensaje {number} de **{title}**.",
    "place_with_group": (
        "Las respuestas privadas te llegan ahora hasta donde está tu grupo en **{title}**."
    ),
    # pages
    "page_threads": "Hilos",
    "page_skip": "Ir a las publicaciones",
    "page_contents": "Contenido",
    "page_source": "Dónde se publicó",
    "page_original": "Original",
    "page_picture": "Imagen",
    "page_search": "Buscar en este hilo",
    "page_nothing": "Ninguna publicación tiene estas palabras.",
    "page_pages": "Páginas",
    "page_none": "Aquí no hay ninguna página",
    "page_gone": (
        "Esta dirección no lleva a ninguna página, o a ninguna que aún puedas leer. Pulsa "
        "«{button}» bajo una respuesta en Discord para obtener otra."
    ),
    "page_expired": (
        "Esta dirección ha caducado. Pulsa «{button}» bajo una respuesta en Discord para obtener "
        "otra."
    ),
    "page_later": "La página no se puede mostrar ahora mismo. Cárgala de nuevo en un minuto.",
    "page_link": (
        "La página muestra lo que está abierto para ti, y más a medida que avanza la lectura. Su "
        "dirección es solo para ti y caduca: <{moment}>."
    ),
    "page_not_here": (
        "Aquí no tengo ninguna página para ti. Pregunta en un canal que tú y yo podamos leer."
    ),
}
