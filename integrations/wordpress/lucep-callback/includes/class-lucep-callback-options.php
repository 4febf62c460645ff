<?php
/**
 * The one option of the plugin: what it holds and what it may hold.
 *
 * @package LucepCallback
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads the plugin's option and checks what an administrator enters.
 */
class Lucep_Callback_Options {

	const NAME = 'lucep_callback';

	const DEFAULTS = array(
		'enabled'      => true,
		'server'       => '',
		'account'      => '',
		'kiosk'        => 1,
		'lang'         => 'eng',
		'engine'       => 'micropython',
		'boot'         => 'idle',
		'hidden_roles' => array(),
	);

	const ENGINES = array( 'micropython', 'pyodide' );
	const BOOTS   = array( 'idle', 'intent', 'eager' );

	/**
	 * What is stored, with the defaults where nothing is.
	 *
	 * @return array<string, mixed>
	 */
	public static function read() {
		$stored = get_option( self::NAME, array() );
		return wp_parse_args( is_array( $stored ) ? $stored : array(), self::DEFAULTS );
	}

	/**
	 * Checks what the settings page sends; what is wrong keeps its former value.
	 *
	 * @param mixed $input The fields.
	 * @return array<string, mixed> What to store.
	 */
	public static function sanitize( $input ) {
		$input  = is_array( $input ) ? $input : array();
		$before = self::read();
		$kiosk  = absint( self::text( $input, 'kiosk' ) );
		return array(
			'enabled'      => ! empty( $input['enabled'] ),
			'server'       => self::checked(
				'server',
				self::origin( self::text( $input, 'server' ) ),
				$before,
				__( 'Server: an address such as https://callback.example', 'lucep-callback' )
			),
			'account'      => self::checked(
				'account',
				self::matching( self::text( $input, 'account' ), '/^[A-Za-z0-9_.-]{0,100}$/D' ),
				$before,
				__( 'Account: letters, digits, dots, dashes and underscores', 'lucep-callback' )
			),
			'kiosk'        => max( 1, $kiosk ),
			'lang'         => self::checked(
				'lang',
				self::matching( self::text( $input, 'lang' ), '/^[a-z]{3}(-[a-z]{2,4})?$/D' ),
				$before,
				__( 'Language: an ISO 639-2 code such as eng', 'lucep-callback' )
			),
			'engine'       => self::one_of( self::text( $input, 'engine' ), self::ENGINES ),
			'boot'         => self::one_of( self::text( $input, 'boot' ), self::BOOTS ),
			'hidden_roles' => self::roles( $input ),
		);
	}

	/**
	 * A field as one line of text.
	 *
	 * @param array<string, mixed> $input The fields.
	 * @param string               $name  The field's name.
	 * @return string
	 */
	private static function text( $input, $name ) {
		$value = isset( $input[ $name ] ) ? $input[ $name ] : '';
		return is_scalar( $value ) ? sanitize_text_field( (string) $value ) : '';
	}

	/**
	 * The value, or with a word to the administrator the former one.
	 *
	 * @param string               $name    The field's name.
	 * @param string|null          $value   The value, null when it is wrong.
	 * @param array<string, mixed> $before  The former options.
	 * @param string               $message What would be right.
	 * @return string
	 */
	private static function checked( $name, $value, $before, $message ) {
		if ( null !== $value ) {
			return $value;
		}
		add_settings_error( self::NAME, 'lucep-' . $name, $message );
		return $before[ $name ];
	}

	/**
	 * The origin of a web address, "" of nothing, null of anything else.
	 *
	 * @param string $text What was entered.
	 * @return string|null
	 */
	private static function origin( $text ) {
		if ( '' === $text ) {
			return '';
		}
		if ( preg_match( '#^[a-z0-9.-]+(:\d+)?(/|$)#i', $text ) ) {
			$text = 'https://' . $text;
		}
		$parts = wp_parse_url( esc_url_raw( $text, array( 'https', 'http' ) ) );
		if ( ! is_array( $parts ) || empty( $parts['scheme'] ) || empty( $parts['host'] ) ) {
			return null;
		}
		$port = isset( $parts['port'] ) ? ':' . (int) $parts['port'] : '';
		return strtolower( $parts['scheme'] . '://' . $parts['host'] ) . $port;
	}

	/**
	 * The text, null when it does not match.
	 *
	 * @param string $text    What was entered.
	 * @param string $pattern A regular expression.
	 * @return string|null
	 */
	private static function matching( $text, $pattern ) {
		return preg_match( $pattern, $text ) ? $text : null;
	}

	/**
	 * The text, or the first choice when it is none.
	 *
	 * @param string   $text    What was entered.
	 * @param string[] $choices What may be entered.
	 * @return string
	 */
	private static function one_of( $text, $choices ) {
		return in_array( $text, $choices, true ) ? $text : $choices[0];
	}

	/**
	 * The roles that shall not see the widget.
	 *
	 * @param array<string, mixed> $input The fields.
	 * @return string[]
	 */
	private static function roles( $input ) {
		$chosen = isset( $input['hidden_roles'] ) ? (array) $input['hidden_roles'] : array();
		$chosen = array_map( 'sanitize_key', array_filter( $chosen, 'is_string' ) );
		return array_values( array_intersect( array_keys( wp_roles()->get_names() ), $chosen ) );
	}
}
