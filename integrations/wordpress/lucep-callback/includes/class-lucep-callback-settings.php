<?php
/**
 * The settings page.
 *
 * @package LucepCallback
 */

defined( 'ABSPATH' ) || exit;

/**
 * Settings → Lucep Callback.
 */
class Lucep_Callback_Settings {

	const PAGE = 'lucep-callback';

	/**
	 * The plugin's name among plugins.
	 *
	 * @var string
	 */
	private $plugin;

	/**
	 * Takes the plugin's name.
	 *
	 * @param string $plugin What plugin_basename() says.
	 */
	public function __construct( $plugin ) {
		$this->plugin = $plugin;
	}

	/**
	 * Hooks into the administration.
	 */
	public function register() {
		add_action( 'admin_init', array( $this, 'register_setting' ) );
		add_action( 'admin_menu', array( $this, 'add_page' ) );
		add_filter( 'plugin_action_links_' . $this->plugin, array( $this, 'with_link' ) );
	}

	/**
	 * Tells WordPress of the option and how it is checked.
	 */
	public function register_setting() {
		register_setting(
			self::PAGE,
			Lucep_Callback_Options::NAME,
			array(
				'type'              => 'array',
				'default'           => Lucep_Callback_Options::DEFAULTS,
				'sanitize_callback' => array( 'Lucep_Callback_Options', 'sanitize' ),
			)
		);
	}

	/**
	 * Adds the page to the menu.
	 */
	public function add_page() {
		$title = __( 'Lucep Callback', 'lucep-callback' );
		add_options_page( $title, $title, 'manage_options', self::PAGE, array( $this, 'draw' ) );
	}

	/**
	 * Adds a link to the page to the list of plugins.
	 *
	 * @param string[] $links The plugin's links.
	 * @return string[]
	 */
	public function with_link( $links ) {
		$address = admin_url( 'options-general.php?page=' . self::PAGE );
		$text    = __( 'Settings', 'lucep-callback' );
		array_unshift( $links, '<a href="' . esc_url( $address ) . '">' . esc_html( $text ) . '</a>' );
		return $links;
	}

	/**
	 * Draws the page.
	 */
	public function draw() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$options = Lucep_Callback_Options::read();
		echo '<div class="wrap"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		echo '<form action="options.php" method="post">';
		settings_fields( self::PAGE );
		echo '<table class="form-table" role="presentation">';
		$this->switch_row( $options );
		$this->text_row( 'server', __( 'Server', 'lucep-callback' ), $options, 'url', 'https://callback.example' );
		$this->text_row( 'account', __( 'Account', 'lucep-callback' ), $options, 'text', 'demo' );
		$this->text_row( 'kiosk', __( 'Kiosk', 'lucep-callback' ), $options, 'number', '1' );
		$this->text_row( 'lang', __( 'Language', 'lucep-callback' ), $options, 'text', 'eng' );
		$this->choice_row( 'engine', __( 'Engine', 'lucep-callback' ), $options, Lucep_Callback_Options::ENGINES );
		$this->choice_row( 'boot', __( 'Start', 'lucep-callback' ), $options, Lucep_Callback_Options::BOOTS );
		$this->roles_row( $options );
		echo '</table>';
		submit_button();
		echo '</form></div>';
	}

	/**
	 * The name of a form field.
	 *
	 * @param string $name The option's name.
	 * @return string
	 */
	private function field( $name ) {
		return Lucep_Callback_Options::NAME . '[' . $name . ']';
	}

	/**
	 * Draws the switch.
	 *
	 * @param array<string, mixed> $options The plugin's options.
	 */
	private function switch_row( $options ) {
		printf(
			'<tr><th scope="row">%s</th><td><label><input type="checkbox" name="%s" value="1" %s> %s</label></td></tr>',
			esc_html__( 'Widget', 'lucep-callback' ),
			esc_attr( $this->field( 'enabled' ) ),
			checked( (bool) $options['enabled'], true, false ),
			esc_html__( 'Show it on the site', 'lucep-callback' )
		);
	}

	/**
	 * Draws a row with something to write.
	 *
	 * @param string               $name        The option's name.
	 * @param string               $label       Its label.
	 * @param array<string, mixed> $options     The plugin's options.
	 * @param string               $type        The input's type.
	 * @param string               $placeholder An example.
	 */
	private function text_row( $name, $label, $options, $type, $placeholder ) {
		printf(
			'<tr><th scope="row"><label for="%1$s">%2$s</label></th><td><input id="%1$s" class="regular-text" type="%3$s" name="%4$s" value="%5$s" placeholder="%6$s"%7$s></td></tr>',
			esc_attr( 'lucep-' . $name ),
			esc_html( $label ),
			esc_attr( $type ),
			esc_attr( $this->field( $name ) ),
			esc_attr( (string) $options[ $name ] ),
			esc_attr( $placeholder ),
			'number' === $type ? ' min="1"' : ''
		);
	}

	/**
	 * Draws a row with something to choose.
	 *
	 * @param string               $name    The option's name.
	 * @param string               $label   Its label.
	 * @param array<string, mixed> $options The plugin's options.
	 * @param string[]             $choices What there is to choose.
	 */
	private function choice_row( $name, $label, $options, $choices ) {
		printf(
			'<tr><th scope="row"><label for="%1$s">%2$s</label></th><td><select id="%1$s" name="%3$s">',
			esc_attr( 'lucep-' . $name ),
			esc_html( $label ),
			esc_attr( $this->field( $name ) )
		);
		foreach ( $choices as $choice ) {
			printf(
				'<option value="%1$s" %2$s>%1$s</option>',
				esc_attr( $choice ),
				selected( $options[ $name ], $choice, false )
			);
		}
		echo '</select></td></tr>';
	}

	/**
	 * Draws the roles that may be left out.
	 *
	 * @param array<string, mixed> $options The plugin's options.
	 */
	private function roles_row( $options ) {
		echo '<tr><th scope="row">' . esc_html__( 'Hide from', 'lucep-callback' ) . '</th><td>';
		foreach ( wp_roles()->get_names() as $role => $name ) {
			printf(
				'<label><input type="checkbox" name="%s" value="%s" %s> %s</label><br>',
				esc_attr( $this->field( 'hidden_roles' ) . '[]' ),
				esc_attr( $role ),
				checked( in_array( $role, $options['hidden_roles'], true ), true, false ),
				esc_html( translate_user_role( $name ) )
			);
		}
		echo '</td></tr>';
	}
}
