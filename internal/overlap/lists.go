package overlap

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// surnames are the most frequent ones of Japan. No list is complete; a rare name
// is found where it stands in a longer run of the same words.
var surnames = set(`佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 齋藤 林田 清水 山崎 池田
橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内
小野 田村 中山 和田 石田 森田 上田 柴田 酒井 工藤 横山 宮崎 宮本 内田 高木 谷口 安藤 丸山 今井 高田 大野 藤本 武田 村田 上野 杉山 増田 平野 大塚 千葉
久保 松井 小島 岩崎 桜井 櫻井 野口 松尾 野村 木下 菊地 菊池 佐野 大西 杉本 新井 浜田 濱田 市川 古川 水野 小松 島田 小山 高野 山内 西田 西川 五十嵐
北村 安田 中田 川口 平田 川崎 飯田 吉川 本田 久保田 沢田 澤田 東野 辻本 関口 吉村 渡部 岩田 中西 服部 樋口 福島 川上 永井 松岡 田口 荒木 大久保 矢野
土屋 秋山 松村 田辺 大島 片山 早川 荒井 望月 荻野 松下 黒田 菅原 内藤 馬場 石原 吉岡 大谷 熊谷 須藤 黒木 大橋 成田 川村 小池 松浦 小田 三宅 永田 堀内`)

var titles = []string{"代表取締役", "取締役", "課長補佐", "副部長", "副課長", "部長", "課長", "係長", "主任", "主査", "室長", "所長", "場長", "次長", "班長", "主幹", "局長", "氏", "様"}

// ordinaryLatin are words that are written with a capital and are no names that
// tell: days, languages, systems that everybody has.
var ordinaryLatin = set(`monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
english japanese windows linux unix android internet ethernet bluetooth excel word javascript java python microsoft google section annex table figure chapter article part clause appendix
note example act law board committee ministry japan tokyo association operator standard`)

// katakana words of the field, by which a compound is told from a name.
var ordinaryKatakana = set(`システム セキュリティ ネットワーク サービス サーバ サーバー データ データベース ソフトウェア ハードウェア アクセス パスワード アカウント
ファイル フォルダ メール インターネット ウイルス マルウェア バックアップ リスク アセスメント マネジメント インシデント サイバー セグメント ファイアウォール ルータ ルーター
スイッチ ハブ ケーブル モデム ポート プロトコル アドレス ドメイン ホスト クライアント ユーザ ユーザー ログ ログイン ログオン ログアウト ログオフ コンピュータ コンピューター パソコン
サプライ チェーン サプライチェーン ベンダ ベンダー メーカ メーカー メンテナンス リモート クラウド オンライン オフライン リアルタイム アプリケーション アプリ プログラム コード
ソース バージョン パッチ アップデート アップグレード インストール ダウンロード アップロード コピー リスト マニュアル ガイド ガイドライン ガイダンス ポリシー ルール レベル レビュー
チェック テスト トレーニング プロセス プロジェクト プラン モデル モニタリング モニタ モニター センサ センサー コントローラ コントロール カメラ ゲート ゲートウェイ キー カード トークン
バッテリ バッテリー ディスク メモリ メディア デバイス ドライブ プリンタ プリンター ディスプレイ キーボード スマートフォン タブレット タグ ラベル リンク ページ サイト ウェブ ブラウザ
スケジュール カレンダー タイム スタンプ タイムスタンプ アラーム アラート エラー イベント トラフィック パケット フィルタ フィルタリング フィルター バルブ ポンプ タンク パイプ パイプライン ダム
ライン ループ ルート ルーチン グループ チーム メンバー リーダー マネージャ マネージャー スタッフ オペレータ オペレーター エンジニア コンサルタント ヘルプデスク コールセンター センター
ビル フロア エリア ゾーン ブロック ユニット モジュール コンポーネント パーツ ラック パネル ボックス ケース セット シート フォーム フォーマット テンプレート レポート ドキュメント メモ
コスト コンプライアンス ガバナンス コミュニケーション インタビュー アンケート ミーティング ワークショップ セミナー シナリオ シミュレーション エネルギー ガス ガソリン トラック タクシー ターミナル
ホーム ホームページ キャビネット ロッカー ドア スペース オフィス ビジネス マーケット プライバシー プロバイダ プロバイダー プロフィール パターン パラメータ オプション カテゴリ カテゴリー
クラス タイプ サイズ コスト ポイント ケア サポート フォロー フォローアップ バランス ベース ベースライン ライフサイクル ライフライン ライセンス ハッシュ スクリプト スキャン スキャナ スパム
フィッシング ランサムウェア ボット トロイ スパイウェア ハッカー ハッキング クラッキング クリア クリップ クリーン デフォルト ステータス ステークホルダー ストレージ セッション ソリューション
デジタル アナログ ローカル グローバル プライベート パブリック オープン クローズ スタート ストップ リセット リカバリ リストア ロック アンロック ログファイル ワイヤレス ワーム トップ ボトム サンプル
サブ マスタ マスター メイン プライマリ セカンダリ フェイル セーフ フェイルオーバー フェイルセーフ クラスタ クラスター ミラーリング レプリケーション ノード エッジ エージェント エンド ポイント
キロ メートル グラム リットル ミリ センチ パーセント メガ ギガ バイト ビット ボルト アンペア ワット ヘルツ トン ドル ページ テレメータ テレワーク テレビ ラジオ ファクシミリ ファックス
コピー プリント スケール ステップ フェーズ サイクル インターフェース インターフェイス インタフェース インフラ インフラストラクチャ アーキテクチャ アルゴリズム オブジェクト オペレーション オペレーティング
スーパー ハイパー バイザ コンテナ カスタマ カスタマイズ キャッシュ キャパシティ クエリ クレジット サイン サイレン ジョブ スタンド アロン スタンドアロン ストリーム スプレッド ソーシャル タスク タイマー タイミング ダイヤル
ダミー チャネル チャンネル ツール ディレクトリ デスク デスクトップ トンネル トランザクション トリガー ネット バイオメトリクス バグ パートナー バイパス ピーク ヒューマン プール プラグ プラットフォーム プロキシ プロダクト
ペーパー ヘッダ ヘッダー ボタン ボランティア マイク マイナンバー マウス マスク マップ メッセージ メニュー リース リソース リモコン リリース レイヤ レイヤー レジスト ロール ロボット ワーク エントリ エントリー コンテンツ コンソール`)

// ordinary reports whether a word of katakana is made of words that everybody
// uses.
func ordinary(word string) bool {
	r := []rune(word)
	const longest = 14
	reach := make([]bool, len(r)+1)
	reach[0] = true
	for i := range r {
		if !reach[i] {
			continue
		}
		for n := 1; n <= longest && i+n <= len(r); n++ {
			if ordinaryKatakana[string(r[i:i+n])] {
				reach[i+n] = true
			}
		}
	}
	return reach[len(r)]
}
