namespace Arbiter.Identity.Text;

/// <summary>
/// The parts of Unicode's NFKC that turn up in what people type and paste, as data: the framework's own normalization does nothing
/// under InvariantGlobalization, and its result would otherwise depend on the ICU version of the machine.
/// </summary>
static class TextFoldTables
{
    /// <summary>U+2F00–U+2FD5, the Kangxi radicals that PDF readers put where the ordinary character was.</summary>
    internal const string KangxiRadicals =
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳" +
        "心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸" +
        "缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音" +
        "頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

    /// <summary>U+F900–U+FAD9, the CJK compatibility ideographs; those without a partner in the BMP stand for themselves.</summary>
    internal const string CompatibilityIdeographs =
        "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌" +
        "祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮" +
        "兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈" +
        "領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘" +
        "藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀\uFA0E\uFA0F塚\uFA11晴\uFA13\uFA14凞猪益礼神祥福靖精羽\uFA1F蘒\uFA21諸\uFA23\uFA24逸都\uFA27\uFA28\uFA29飯飼" +
        "館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸" +
        "難響頻恵\uFA6C舘\uFA6E\uFA6F並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画" +
        "瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜\uFACF\uFAD0\uFAD1㮝䀘䀹\uFAD5\uFAD6\uFAD7齃龎";

    /// <summary>U+FF66–U+FF9D, half-width katakana.</summary>
    internal const string HalfWidthKatakana =
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    /// <summary>
    /// For each combining mark, pairs of a base and what base and mark compose to; lower case only, because text is lowered first.
    /// Names copied from a Mac come decomposed.
    /// </summary>
    static readonly (char Mark, string Pairs)[] Compositions =
    [
        ('\u0300', "aàeèiìnǹoòuùwẁyỳâầêềôồüǜăằēḕōṑơờưừеѐиѝ"),
        ('\u0301', "aácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzźâấåǻæǽçḉêếïḯôốõṍøǿüǘăắēḗōṓũṹơớưứαάεέηήιίοόυύωώϊΐϋΰгѓкќ"),
        ('\u0302', "aâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑạậẹệọộ"),
        ('\u0303', "aãeẽiĩnñoõuũvṽyỹâẫêễôỗăẵơỡưữ"),
        ('\u0304', "aāeēgḡiīoōuūyȳäǟæǣõȭöȫüǖǫǭȧǡȯȱḷḹṛṝ"),
        ('\u0306', "aăeĕgğiĭoŏuŭȩḝийуўạặ"),
        ('\u0307', "aȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzżśṥšṧſẛṣṩ"),
        ('\u0308', "aäeëhḧiïoötẗuüwẅxẍyÿõṏūṻιϊυϋеёії"),
        ('\u0309', "aảeẻiỉoỏuủyỷâẩêểôổăẳơởưử"),
        ('\u030A', "aåuůwẘyẙ"),
        ('\u030B', "oőuű"),
        ('\u030C', "aǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzžüǚʒǯ"),
        ('\u030F', "aȁeȅiȉoȍrȑuȕ"),
        ('\u0311', "aȃeȇiȋoȏrȓuȗ"),
        ('\u031B', "oơuư"),
        ('\u0323', "aạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓơợưự"),
        ('\u0324', "uṳ"),
        ('\u0325', "aḁ"),
        ('\u0326', "sștț"),
        ('\u0327', "cçdḑeȩgģhḩkķlļnņrŗsştţ"),
        ('\u0328', "aąeęiįoǫuų"),
        ('\u032D', "dḓeḙlḽnṋtṱuṷ"),
        ('\u032E', "hḫ"),
        ('\u0330', "eḛiḭuṵ"),
        ('\u0331', "bḇdḏhẖkḵlḻnṉrṟtṯzẕ"),
        ('\u3099', "うゔかがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼゝゞウヴカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボワヷヰヸヱヹヲヺヽヾ"),
        ('\u309A', "はぱひぴふぷへぺほぽハパヒピフプヘペホポ"),
    ];

    static readonly Dictionary<(char Base, char Mark), char> Composed = Compositions
        .SelectMany(row => row.Pairs.Chunk(2).Select(pair => (Key: (pair[0], row.Mark), Value: pair[1])))
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>The one character for a base and a mark, or NUL when there is none.</summary>
    internal static char Compose(char letter, char mark) => Composed.GetValueOrDefault((letter, mark));

    /// <summary>What a character that stands for several stands for, or nothing when it stands for one.</summary>
    internal static string? Expand(char c) => c switch
    {
        '㈱' or '㊑' => "(株)",
        '㈲' => "(有)",
        '㍿' => "株式会社",
        '℡' => "tel",
        '№' => "no",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' or 'ﬆ' => "st",
        'Ⅱ' or 'ⅱ' => "ii",
        'Ⅲ' or 'ⅲ' => "iii",
        'Ⅳ' or 'ⅳ' => "iv",
        'Ⅵ' or 'ⅵ' => "vi",
        'Ⅶ' or 'ⅶ' => "vii",
        'Ⅷ' or 'ⅷ' => "viii",
        'Ⅸ' or 'ⅸ' => "ix",
        'Ⅺ' or 'ⅺ' => "xi",
        'Ⅻ' or 'ⅻ' => "xii",
        _ => null,
    };
}
