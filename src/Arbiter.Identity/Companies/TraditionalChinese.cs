namespace Arbiter.Identity.Companies;

/// <summary>
/// Traditional characters to simplified ones, for the characters that company names are made of: forms of organisation, trades,
/// places, goods, and the auspicious words that brands like (after 简化字总表, 1986). A table of pairs and not of phrases: where one
/// simplified character stands for several traditional ones (发 for 發 and 髮) all of them fold to it, which a key may.
/// </summary>
static class TraditionalChinese
{
    const char First = '\u4E00';
    const int Count = 0x9FFF - First + 1;

    const string Pairs =
        // Organisation
        "責责團团業业務务會会聯联營营總总處处門门廠厂場场協协資资產产財财經经紀纪監监顧顾問问諮咨詢询規规劃划設设計计" +
        "辦办術术員员黨党隊队級级層层區区縣县鄉乡鎮镇際际華华國国個个獨独創创辭辞職职專专項项領领導导執执" +
        "貿贸購购銷销賣卖買买貨货運运輸输倉仓儲储遞递郵邮費费賬账貸贷賃赁債债證证險险銀银錢钱幣币價价値值質质貴贵賓宾" +
        "館馆樓楼閣阁廳厅莊庄園园圍围廣广傳传報报紙纸書书畫画圖图學学習习師师課课講讲譯译語语誌志" +
        // Trades and goods
        "電电腦脑網网絡络線线纖纤維维織织紡纺綢绸緞缎絲丝繡绣綿绵縫缝紉纫針针鋼钢鐵铁銅铜鋁铝鋅锌錫锡鎳镍鈦钛鋰锂鑄铸鍛锻" +
        "鍍镀釘钉鎖锁鏈链鏡镜鐘钟鍾钟鋪铺鋸锯鍋锅爐炉爾尔機机車车輛辆輪轮軌轨軟软軸轴載载輕轻較较輝辉轉转動动勞劳" +
        "實实驗验檢检測测試试儀仪顯显視视頻频響响聲声應应藥药醫医療疗護护養养齡龄飲饮飯饭餃饺餅饼" +
        "魚鱼鮮鲜鴨鸭雞鸡鳥鸟馬马驢驴駿骏豬猪貓猫龍龙鳳凤鵬鹏鷹鹰麥麦麵面糧粮種种樹树葉叶蘋苹蘇苏蘭兰薩萨藝艺節节" +
        "橋桥構构樣样標标棧栈櫃柜欄栏樞枢榮荣槍枪檔档桿杆極极樂乐歡欢遊游戲戏劇剧攝摄錄录製制裝装飾饰" +
        "環环潔洁淨净氣气熱热燈灯煉炼燒烧煙烟溫温濕湿濾滤濟济灣湾滙汇匯汇澤泽潤润漁渔滬沪瀘泸漢汉湯汤溝沟滿满漲涨" +
        "礦矿礎础磚砖砲炮碼码確确離离積积穩稳稅税筆笔築筑範范簡简籃篮糾纠約约紅红純纯納纳紐纽細细終终組组結结絕绝" +
        "給给統统絨绒綜综綠绿緊紧緣缘編编緩缓練练縮缩績绩繼继續续罷罢羅罗義义聖圣聞闻聰聪聽听肅肃脈脉腳脚膠胶膚肤臉脸" +
        // Places and people
        "東东廈厦寧宁遼辽陝陕隴陇贛赣魯鲁蕪芜鄭郑衛卫臺台島岛嶺岭崗岗嶼屿巖岩豐丰黃黄齊齐濱滨瀋沈瀾澜瀟潇" +
        "瀏浏潛潜濰潍淵渊涼凉連连達达遠远邁迈進进週周過过違违遷迁選选遜逊適适還还邊边鄒邹鄧邓陳陈陽阳陰阴陸陆階阶隨随雖虽" +
        "張张劉刘楊杨吳吴趙赵孫孙馮冯許许韓韩謝谢蕭萧賈贾譚谭龔龚薑姜蔣蒋盧卢賴赖嚴严鄺邝歐欧閻阎餘余" +
        // Brands
        "億亿萬万優优偉伟傑杰倫伦側侧備备儉俭償偿儘尽兒儿內内兩两冊册凍冻凱凯別别刪删則则剛刚勁劲勝胜勵励勳勋單单" +
        "衆众眾众參参雙双變变號号嘆叹啟启啓启喬乔喚唤嗎吗堅坚塊块塵尘墊垫壇坛壓压壯壮壽寿夢梦奪夺奮奋婦妇媽妈" +
        "嬌娇審审寫写寬宽寶宝將将對对屬属岡冈帥帅帶带幫帮庫库廟庙廢废彈弹強强彙汇後后從从徵征復复徹彻" +
        "恆恒悅悦愛爱態态慶庆憑凭憲宪懷怀戰战戶户擁拥擇择擔担據据擬拟擴扩攔拦攜携敵敌數数斷断於于昇升時时晉晋暢畅曆历" +
        "歷历暉晖曉晓朧胧朮术條条來来枱台楓枫樸朴歲岁歸归殺杀毀毁沖冲決决況况沒没淺浅滅灭漸渐潁颍燦灿爭争" +
        "狀状獅狮獎奖獲获玆兹現现瑪玛瓊琼璽玺甌瓯畢毕異异當当疊叠發发髮发盜盗盤盘盡尽祿禄禮礼禪禅稱称穎颖" +
        "競竞紹绍緒绪緯纬縱纵翹翘興兴舉举舊旧艦舰莖茎萊莱蓮莲蓋盖蔭荫藍蓝蔘参蟲虫衝冲補补裏里裡里複复襪袜見见觀观" +
        "覽览觸触訂订訊讯訓训記记訪访評评詞词詩诗話话該该詳详誠诚認认誕诞調调談谈論论諾诺謀谋謙谦識识譜谱議议譽誉讀读" +
        "貝贝貞贞負负貢贡販贩貫贯賀贺賜赐賞赏賢贤賦赋贈赠贏赢贊赞趕赶趨趋跡迹躍跃軍军輔辅輯辑農农遙遥鄰邻醬酱釀酿" +
        "釋释釣钓鈔钞鈴铃鉅巨鉑铂鉤钩銘铭銳锐錦锦錶表鍵键鎂镁鏢镖鑒鉴鑑鉴鑰钥長长閃闪閉闭開开閒闲間间閱阅闆板闊阔關关" +
        "隱隐隸隶雜杂雲云霧雾靈灵靜静頂顶順顺預预頓顿頤颐頭头題题額额顏颜願愿類类風风飛飞飼饲飽饱餓饿驅驱驛驿驚惊體体鬆松" +
        "鬧闹鮑鲍鯨鲸鯉鲤鴻鸿鶴鹤鷗鸥鷺鹭鹽盐麗丽點点齒齿龐庞龜龟";

    static readonly char[] Simplified = Build();

    /// <summary>The simplified character, or the character itself.</summary>
    internal static char Fold(char c) => (uint)(c - First) < Count ? Simplified[c - First] : c;

    static char[] Build()
    {
        var table = new char[Count];
        for (var i = 0; i < Count; i++)
            table[i] = (char)(First + i);
        for (var i = 0; i < Pairs.Length; i += 2)
            table[Pairs[i] - First] = Pairs[i + 1];
        return table;
    }
}
