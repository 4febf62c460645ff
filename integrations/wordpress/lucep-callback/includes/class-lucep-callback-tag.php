<?php
/**
 * The one script tag on the site's pages.
 *
 * @package LucepCallback
 */

defined( 'ABSPATH' ) || exit;

/**
 * Enqueues the library and writes the settings into its tag.
 */
class Lucep_Callback_Tag {

	const HANDLE = 'lucep-callback';

	/**
	 * Hooks into the public pages.
	 */
	public function register() {
		add_action( 'wp_enqueue_scripts', array( $this, 'enqueue' ) );
		add_filter( 'script_loader_tag', array( $this, 'with_settings' ), 10, 2 );
	}

	/**
	 * Enqueues the library where this visitor shall see the widget.
	 */
	public function enqueue() {
		$options = Lucep_Callback_Options::read();
		if ( ! $this->is_wanted( $options ) ) {
			return;
		}
		$source = $options['server'] . '/js/lucep.stable.latest.min.js';
		// The library's name never changes and its server says how long it keeps: no version.
		// phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
		wp_enqueue_script( self::HANDLE, $source, array(), null, true );
	}

	/**
	 * Writes the settings into the tag.
	 *
	 * @param string $tag    The tag that WordPress made.
	 * @param string $handle Whose it is.
	 * @return string
	 */
	public function with_settings( $tag, $handle ) {
		if ( self::HANDLE !== $handle ) {
			return $tag;
		}
		$options    = Lucep_Callback_Options::read();
		$attributes = array(
			'data-domain' => $options['account'],
			'data-id'     => $options['kiosk'],
			'data-lang'   => $options['lang'],
			'data-engine' => $options['engine'],
			'data-boot'   => $options['boot'],
		);
		$text       = 'async';
		foreach ( $attributes as $name => $value ) {
			$text .= ' ' . $name . '="' . esc_attr( (string) $value ) . '"';
		}
		// Only the tag itself; other plugins may have put something before it.
		return preg_replace_callback(
			'/<script(?=[^>]*\ssrc=)/',
			function ( $found ) use ( $text ) {
				return $found[0] . ' ' . $text;
			},
			$tag,
			1
		);
	}

	/**
	 * Whether this visitor shall see the widget.
	 *
	 * @param array<string, mixed> $options The plugin's options.
	 * @return bool
	 */
	private function is_wanted( $options ) {
		if ( ! $options['enabled'] || '' === $options['server'] || '' === $options['account'] ) {
			return false;
		}
		$roles = (array) wp_get_current_user()->roles;
		return ! array_intersect( $roles, $options['hidden_roles'] );
	}
}
